"""A database of Handoff, opened: what the rest of the program sees of this package."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.audit import Auditor
from db.claiming import Claiming
from db.cursors import BadCursorError, Cursors
from db.hints import Hints
from db.homes import Homes
from db.leases import Leases
from db.log.expiry import ExpiryWatch
from db.log.feed import Feed
from db.log.horizon import Horizon
from db.log.reader import LogReader
from db.log.writer import LogWriter
from db.pool import Pool
from db.progress import ProgressFeed
from db.queries import Queries
from db.records import Position, StoredEvent
from db.tokens import ClaimTokens
from domain.rights import ANYONE, Caller
from domain.vocabulary import WorkflowId

PATIENCE = 3
"""Seconds that the database has to answer when it is asked whether it is well."""

VIEWS = 1_000
"""Callers whose view of the database is kept."""


@dataclass(frozen=True, slots=True)
class Store:
    """The log's writer, reader and feed, what is read beside it, and the cursors and tokens that belong to it.

    All of it as `caller` may see it.
    """

    pool: Pool
    writer: LogWriter
    log: LogReader
    horizon: Horizon
    feed: Feed
    queries: Queries
    leases: Leases
    progress: ProgressFeed
    audit: Auditor
    cursors: Cursors
    tokens: ClaimTokens
    homes: Homes
    claiming: Claiming = field(default_factory=Claiming)
    caller: Caller = ANYONE
    views: dict[Caller, "Store"] = field(default_factory=dict)

    def seen_by(self, caller: Caller) -> "Store":
        """The same database for somebody: what is not in the caller's projects does not exist in it."""
        found = self.views.get(caller)
        if found is None:
            found = replace(self, caller=caller, queries=self.queries.seen_by(caller.projects))
            self.views[caller] = found
            if len(self.views) > VIEWS:
                del self.views[next(iter(self.views))]
        return found

    async def sees(self, workflow_id: WorkflowId) -> bool:
        """Whether the workflow, if there is one, is in the caller's projects; who sees all is not asked."""
        if self.caller.projects is None:
            return True
        home = await self.homes.of(workflow_id)
        return home is not None and self.caller.may_see(home)

    async def position_after(self, cursor: str) -> Position:
        """The position that an event cursor stands after. Raises BadCursorError, also for one ahead of the log."""
        position = self.cursors.position(cursor)
        if position > self.feed.head and position > await self.log.head():
            message = "This cursor is ahead of the log, which was restored to an earlier time. Read again from START."
            raise BadCursorError(message)
        return position

    async def problems(self) -> list[str]:
        """What keeps this server from serving, in words; empty when it is ready."""
        found = []
        try:
            async with asyncio.timeout(PATIENCE):
                current = await migrate.is_current(self.pool.engine)
            if not current:
                found.append("the database's schema is not the one that this version expects")
        except (SQLAlchemyError, OSError):
            found.append("the database can't be reached")
        if not self.feed.following:
            found.append("the feed does not follow the log")
        return found


@asynccontextmanager
async def open_store(dsn: str, broadcast_url: str = "memory://", *, poll: float = 0.5) -> AsyncIterator[Store]:
    """Open the database behind `dsn`, which must be migrated, and close it in order.

    Hints travel by `broadcast_url`; `poll` is after how many seconds without one the feed looks by itself.
    """
    pool = await Pool(dsn).open()
    horizon = Horizon()
    log = LogReader(pool, horizon=horizon)
    async with AsyncExitStack() as opened:  # closes in reverse: the writer first, so that its last events are followed
        opened.push_async_callback(pool.dispose)
        log_id, secret = await log.identify()
        hints = Hints(broadcast_url, dsn, f"handoff:{log_id.hex}")
        feed = Feed(log, hints, poll=poll)

        def announce(events: Sequence[StoredEvent]) -> None:
            feed.offer(events)
            hints.tell(events[-1].position)

        writer = LogWriter(dsn, announce)
        await hints.start()
        opened.push_async_callback(hints.stop)
        await feed.start()
        opened.push_async_callback(feed.stop)
        writer.start()
        opened.push_async_callback(writer.stop)
        expiry, progress = ExpiryWatch(pool, writer.expire), ProgressFeed(pool)
        expiry.start()
        opened.push_async_callback(expiry.stop)
        progress.start()
        opened.push_async_callback(progress.stop)
        reads = Queries(pool, horizon=horizon), Leases(pool), progress, Auditor(pool.engine)
        yield Store(pool, writer, log, horizon, feed, *reads, Cursors(log_id), ClaimTokens(secret), Homes(pool))
