"""The ways by which hints travel between processes, and what can happen to them."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial

from db.hints.relay import Line, Relay
from tests.db.waiting import until

CHANNEL = "handoff:test"
Opening = Callable[..., AbstractAsyncContextManager[Line]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its URL, the database's as hints reach it, how a line is made, and what can be done to the lines."""

    url: str
    dsn: str
    opening: Opening
    listeners: Callable[[], Awaitable[int]]
    cut: Callable[[], Awaitable[object]]
    freeze: Callable[[], None]
    thaw: Callable[[], None]
    shut: Callable[[], Awaitable[None]]
    reopen: Callable[[], Awaitable[None]]

    def relay(self, *, heartbeat: float = 5.0, patience: float = 5.0) -> Relay:
        """A relay over this way."""
        return Relay(CHANNEL, partial(self.opening, heartbeat=heartbeat, patience=patience))

    async def heard_by(self, count: int) -> None:
        """Wait until `count` lines listen."""

        async def enough() -> bool:
            return await self.listeners() == count

        await until(enough)
