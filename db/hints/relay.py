"""A backend for broadcaster that never waits, never grows, and always comes back."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from random import SystemRandom
from typing import NoReturn, Protocol

from broadcaster import BroadcastBackend, Event

from db.hints.newest import Newest

AGAIN = ""
"""What subscribers hear when messages may have been lost: look for yourself."""

_SHORTEST, _LONGEST = 0.1, 5.0
"""Seconds between two attempts to connect: it doubles from the one to the other."""

_jitter = SystemRandom().uniform
_log = logging.getLogger(__name__)


class Line(Protocol):
    """A way to the other processes, as long as it lasts."""

    async def say(self, message: str) -> None:
        """Let all hear `message`; raises when the line is lost."""

    async def listen(self) -> NoReturn:
        """Let it hear what others say until the line is lost, also when nobody tells it so; raises then."""


Opening = Callable[[Callable[[str], None]], AbstractAsyncContextManager[Line]]
"""Makes a line that passes what it hears to a function, and closes it."""


class Relay(BroadcastBackend):
    """Carries one channel over a line that is made anew whenever it was lost; keeps the newest message each way.

    What is published is heard in this process at once, and by the others as soon as there is a line. With each new
    line AGAIN is heard.
    """

    def __init__(self, channel: str, opening: Opening) -> None:
        self._channel = channel
        self._opening = opening
        self._incoming = Newest()
        self._outgoing = Newest()
        self._published: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._well = True

    async def connect(self) -> None:
        """Begin to look for a line, without waiting for it."""
        self._task = asyncio.create_task(self._keep(), name="hints relay")

    async def disconnect(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def subscribe(self, group: str) -> None:
        """Nothing to do: the channel is heard as long as there is a line, so that subscribing can't race with it."""

    async def unsubscribe(self, group: str) -> None:
        """Nothing to do."""

    async def publish(self, channel: str, message: str) -> None:  # noqa: ARG002 - there is one channel
        """Have `message` said as soon as it can be, without waiting for it; a newer one replaces it until then."""
        self._published = message
        self._incoming.put(message)
        self._outgoing.put(message)

    async def next_published(self) -> Event:
        """The newest message, as soon as there is one that was not taken."""
        message = await self._incoming.get()
        self._incoming.drop(message)
        return Event(self._channel, message)

    def _hear(self, message: str) -> None:
        if message != self._published:  # what comes back to us was heard when it was published
            self._incoming.put(message)

    async def _keep(self) -> None:
        clock, failures = asyncio.get_running_loop().time, 0
        while True:
            begun = clock()
            try:
                await self._carry()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next line may be better
                self._report(error)
            failures = 1 if clock() - begun > _LONGEST else failures + 1
            longest = min(_LONGEST, _SHORTEST * 2.0 ** min(failures, 10))
            await asyncio.sleep(_jitter(longest / 2, longest))  # not all processes at once

    async def _carry(self) -> None:
        async with self._opening(self._hear) as line:
            if not self._well:
                _log.info("hints between processes are back")
            self._well = True
            self._incoming.put(AGAIN)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(line.listen())
                tasks.create_task(self._say(line))

    async def _say(self, line: Line) -> NoReturn:
        while True:
            message = await self._outgoing.get()
            await line.say(message)
            self._outgoing.drop(message)

    def _report(self, error: Exception) -> None:
        if self._well:
            cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            _log.warning("no hints between processes at the moment; subscribers are served by looking: %r", cause)
        self._well = False
