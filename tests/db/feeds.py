"""Feeds, and those who follow them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from db.hints import Hints
from db.log.feed import Feed, FeedClosedError
from db.log.reader import EventFilter, LogReader
from db.pool import Pool
from db.records import Position, StoredEvent
from tests.db.waiting import soon, until

EVERYTHING = EventFilter()
NEVER = 1_000.0
"""Seconds between two polls, when hints alone must do."""


@asynccontextmanager
async def following(
    url: str,
    hints: Hints,
    *,
    capacity: int = 1_000,
    poll: float = NEVER,
    page: int = 500,
    patience: float = 5.0,
) -> AsyncIterator[Feed]:
    """A feed on the database behind `url`, and `hints` started, until the end of the block."""
    pool = await Pool(url).open()
    feed = Feed(LogReader(pool), hints, capacity=capacity, poll=poll, page=page, patience=patience)
    try:
        await hints.start()
        await feed.start()
        yield feed
    finally:
        await feed.stop()
        await hints.stop()
        await pool.dispose()


async def at_once(_: StoredEvent) -> None:
    """The pace of one who is always ready for more."""


class Follower:
    """Follows in a task of its own until the feed is closed, keeps what it gets, and does `pace` after each."""

    def __init__(
        self,
        feed: Feed,
        after: int = 0,
        wanted: EventFilter = EVERYTHING,
        pace: Callable[[StoredEvent], Awaitable[None]] = at_once,
    ) -> None:
        self.after = after
        self.wanted = wanted
        self.found: list[StoredEvent] = []
        self._pace = pace
        self._task = asyncio.create_task(self._follow(feed))

    def expected(self, log: Iterable[StoredEvent]) -> list[StoredEvent]:
        """What it has to get of `log`."""
        return [one for one in log if one.position > self.after and self.wanted.matches(one)]

    async def got(self, log: Iterable[StoredEvent]) -> None:
        """Wait until it has got what it has to get of `log`."""
        count = len(self.expected(log))

        async def enough() -> bool:
            return len(self.found) >= count or self._task.done()

        await until(enough)

    async def closed(self) -> None:
        """Wait for the end, which must be that of the feed."""
        await soon(self._task)

    async def _follow(self, feed: Feed) -> None:
        try:
            async for stored in feed.follow(Position(self.after), self.wanted):
                self.found.append(stored)
                await self._pace(stored)
        except FeedClosedError:
            return


async def have_all(followers: Iterable[Follower], log: list[StoredEvent]) -> None:
    """Hold what each follower has got, and gets until the feed is closed, against `log`."""
    for follower in followers:
        await follower.got(log)
        assert follower.found == follower.expected(log), (follower.after, follower.wanted)


async def came_to(feed: Feed, position: int) -> None:
    """Wait until the feed has read up to `position`."""

    async def there() -> bool:
        return feed.head >= position

    await until(there)
