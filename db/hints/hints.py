"""Hints that there is something new in the log. Losing one costs time, never an event."""

import asyncio
import logging
from contextlib import suppress

from db.hints.urls import open_broadcast
from db.records import Position

_log = logging.getLogger(__name__)


class Hints:
    """Tells the feeds, in this process or in all of them, that the log has grown.

    `url` is one that `check_hints_url` takes, `dsn` that of the database. All who name the same channel there hear
    each other.
    """

    def __init__(self, url: str, dsn: str = "", channel: str = "handoff") -> None:
        self._channel = channel
        self._broadcast = open_broadcast(url, dsn, channel)
        self._heard = asyncio.Event()
        self._newest: Position | None = Position(0)
        self._told: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, and listen."""
        await self._broadcast.connect()
        self._listener = asyncio.create_task(self._listen(), name="hints")

    async def stop(self) -> None:
        """Stop listening and disconnect."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        await self._broadcast.disconnect()

    def tell(self, position: Position) -> None:
        """Say, without waiting, that the log has grown to `position`."""
        task = asyncio.create_task(self._publish(position))
        self._told.add(task)
        task.add_done_callback(self._told.discard)

    async def wait(self, seconds: float) -> Position | None:
        """Wait for the next hint, but no longer than `seconds`. None if one may have been missed: look for yourself."""
        try:
            async with asyncio.timeout(seconds):  # `wait_for` of Python 3.11 may swallow a cancellation
                await self._heard.wait()
        except TimeoutError:
            return None
        self._heard.clear()
        newest, self._newest = self._newest, Position(0)
        return newest

    async def _publish(self, position: Position) -> None:
        try:
            await self._broadcast.publish(self._channel, str(position))
        except Exception:  # noqa: BLE001 - whatever the backend raises, the commit has happened
            _log.exception("a hint could not be published; subscribers will be served a little later")

    async def _listen(self) -> None:
        async with self._broadcast.subscribe(self._channel) as subscriber:
            while True:
                self._hear((await subscriber.get()).message)

    def _hear(self, message: str) -> None:
        is_number = message.isascii() and message.isdigit() and len(message) < 19
        position = Position(int(message)) if is_number else None
        if self._newest is not None:
            self._newest = None if position is None else max(self._newest, position)
        self._heard.set()
