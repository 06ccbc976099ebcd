"""What can happen to a write on its way."""

import asyncio
from enum import Enum, auto

from tests.db.waiting import soon


class Moment(Enum):
    """When a fault strikes the statement that writes."""

    BEFORE = auto()
    """It does not reach the server."""
    AFTER = auto()
    """The server has carried it out; the answer does not reach the client."""


class Fault:
    """A cut that strikes the next write; when `held`, everything stops first, until it is released."""

    def __init__(self, moment: Moment, *, held: bool) -> None:
        self.moment = moment
        self._struck = asyncio.Event()
        self._released = asyncio.Event()
        self._cut = not held

    async def struck(self) -> None:
        """Wait until it happens."""
        await soon(self._struck.wait())

    def release(self, *, cut: bool) -> None:
        """Let a held write go on, or cut it off after all."""
        self._cut = cut
        self._released.set()

    async def strike(self) -> None:
        """What happens to the connection that carries the write."""
        self._struck.set()
        if not self._cut:
            await self._released.wait()
        if self._cut:
            raise ConnectionResetError
