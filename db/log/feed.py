"""What is new in the log, read once for all subscribers of the process."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from db.faults import is_unreachable
from db.hints import Hints
from db.log.horizon import CursorTooOldError
from db.log.reader import EventFilter, LogReader, Page
from db.metrics import FEED_POSITION, REPLAYS
from db.records import Position, StoredEvent

_log = logging.getLogger(__name__)


class FeedClosedError(Exception):
    """The feed ended because the server is going down; follow another one from the last cursor."""


class Feed:
    """Follows the log: wakes on a hint, or after `poll` seconds, and keeps the newest `capacity` events.

    Subscribers take from what is kept. One that has fallen further behind reads pages of the database at its own
    pace until it has caught up; so does one that starts with an old cursor. At most `replays` read at a time, so that
    all may come back at once without keeping the database from its work. The feed's own reads, which are short, have
    `patience` seconds each: a database that says nothing is one that can't be followed.
    """

    def __init__(
        self,
        reader: LogReader,
        hints: Hints,
        *,
        capacity: int = 1_000,
        poll: float = 0.5,
        page: int = 100,
        replays: int = 4,
        patience: float = 5.0,
    ) -> None:
        self._reader = reader
        self._hints = hints
        self._poll = poll
        self._page = page
        self._patience = patience
        self._ring: deque[StoredEvent] = deque(maxlen=capacity)
        self._grown = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._reading = asyncio.Semaphore(replays)
        self.head = Position(0)
        self.following = False

    async def start(self) -> None:
        """Find the head of the log and follow it from there."""
        self.head = await self._reader.head()
        FEED_POSITION.set(self.head)
        self.following = True
        self._task = asyncio.create_task(self._follow(), name="log feed")

    async def stop(self) -> None:
        """End, and with it all that follow."""
        self._closed = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def offer(self, events: Sequence[StoredEvent]) -> None:
        """Take what this process has just written, if nothing lies between, without asking the database for it."""
        if self.following and events[0].position == self.head + 1:
            self._take(events)

    def keeps(self, position: Position) -> bool:
        """Whether all after `position` is in memory."""
        return self._oldest() <= position <= self.head

    async def follow(self, after: Position, wanted: EventFilter) -> AsyncIterator[StoredEvent]:
        """Everything wanted after `after`, in order, each once; then, for ever, what is new.

        Raises FeedClosedError when the server goes down, and CursorTooOldError where events may have been archived.
        """
        position = after
        while not self._closed:
            grown = self._grown
            if position < self._oldest():
                page = await self._read(position, wanted)
                events, position = page.events, page.complete_to
            else:
                events, position = self._since(position, wanted)
            for event in events:
                yield event
            if not events and position >= self.head:
                await grown.wait()
        raise FeedClosedError

    async def replay(self, after: Position, end: Position, wanted: EventFilter) -> AsyncIterator[StoredEvent]:
        """Everything wanted after `after` up to `end`, which must be in the past, in order, each once.

        Raises as `follow` does.
        """
        position = after
        while position < end:
            page = await self._read(position, wanted)
            for event in page.events:
                if event.position <= end:
                    yield event
            position = page.complete_to

    async def _read(self, after: Position, wanted: EventFilter) -> Page:
        """The next page of the database, as soon as it can be reached and few others read one."""
        while not self._closed:
            try:
                async with self._reading:
                    REPLAYS.inc()
                    return await self._reader.page(after, wanted, self._page)
            except Exception as error:
                if not is_unreachable(error):
                    raise
            await asyncio.sleep(self._poll)
        raise FeedClosedError

    def _oldest(self) -> int:
        """The position before the oldest event that is kept: who is there, or later, need not ask the database."""
        return self._ring[0].position - 1 if self._ring else self.head

    def _since(self, position: Position, wanted: EventFilter) -> tuple[list[StoredEvent], Position]:
        missed = (self._ring[-back] for back in range(self.head - position, 0, -1))
        return [event for event in missed if wanted.matches(event)], max(position, self.head)

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    page = await self._reader.news(self.head, self._page)
            except CursorTooOldError as error:
                self._skip(error.oldest)
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody must wait for a task that is dead
                self._report(error)
                await asyncio.sleep(self._poll)
                continue
            self.following = True
            self._take(page.events)
            if len(page.events) < self._page:
                await self._idle()

    async def _idle(self) -> None:
        """Wait for a hint of something that is not there yet, but no longer than `poll` seconds."""
        clock = asyncio.get_running_loop().time
        until = clock() + self._poll
        while (left := until - clock()) > 0:
            heard = await self._hints.wait(left)
            if heard is None or heard > self.head:
                return

    def _take(self, events: Sequence[StoredEvent]) -> None:
        new = [stored for stored in events if stored.position > self.head]
        if new:
            self._ring.extend(new)
            self.head = new[-1].position
            FEED_POSITION.set(self.head)
            self._wake()

    def _skip(self, oldest: Position) -> None:
        """Go on from where the log is whole. Who has not come so far asks the database, and hears of it there."""
        self._ring.clear()
        self.head = oldest
        FEED_POSITION.set(self.head)
        self._wake()

    def _wake(self) -> None:
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()

    def _report(self, error: Exception) -> None:
        if self.following:
            _log.warning("the log can't be read at the moment; subscribers wait: %r", error)
        self.following = False
