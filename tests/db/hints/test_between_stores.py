"""Who follows one store hears of what another one commits: by hints alone, and without any."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from db.hints import Hints
from db.log.feed import Feed
from db.log.writer import LogWriter
from db.store import open_store
from tests.db.asks import note
from tests.db.feeds import NEVER, Follower, came_to, following, have_all
from tests.db.hints.waiting import lost
from tests.db.hints.ways import Way
from tests.db.ledger import log_size, whole_log
from tests.db.writers import begin, do, running, telling


@dataclass(frozen=True, slots=True)
class Side:
    """One of several processes, as far as hints go."""

    feed: Feed
    writer: LogWriter


@asynccontextmanager
async def sides(database: str, way: Way, *, poll: float = NEVER) -> AsyncIterator[tuple[Side, Side]]:
    """Two sides that reach the database directly, and hints by `way`."""

    async def one() -> Side:
        hints = Hints(way.url, way.dsn)
        feed = await opened.enter_async_context(following(database, hints, poll=poll))
        return Side(
            feed,
            await opened.enter_async_context(running(database, on_commit=telling(hints))),
        )

    async with AsyncExitStack() as opened:
        yield await one(), await one()


async def test_each_store_hears_of_every_commit_of_the_other_without_looking(database: str, way: Way) -> None:
    async with open_store(database, way.url, poll=NEVER) as left, open_store(database, way.url, poll=NEVER) as right:
        await way.heard_by(2)
        workflow = await begin(left.writer)
        for number in range(20):
            await do((right if number % 2 else left).writer, note(workflow.id))
            size = await log_size(database)
            await came_to(left.feed, size)
            await came_to(right.feed, size)


async def test_nothing_is_missed_though_the_lines_are_cut_again_and_again(database: str, way: Way) -> None:
    async with sides(database, way) as (left, right):
        workflow = await begin(left.writer)
        followers = [Follower(left.feed), Follower(right.feed)]
        for number in range(10):
            await way.cut()
            await do((right if number % 2 else left).writer, *(note(workflow.id) for _ in range(3)))
        await have_all(followers, await whole_log(database))


async def test_a_commit_during_an_outage_is_answered_and_heard_of_here_at_once_and_elsewhere_after_it(
    database: str, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    async with sides(database, way) as (left, right):
        await way.heard_by(2)
        workflow = await begin(left.writer)
        await way.shut()
        await lost(caplog)
        followers = [Follower(left.feed), Follower(right.feed)]
        await do(left.writer, *(note(workflow.id) for _ in range(5)))
        log = await whole_log(database)
        await came_to(left.feed, len(log))
        await way.reopen()
        await have_all(followers, log)


async def test_without_any_hints_all_is_delivered_by_looking(database: str, way: Way) -> None:
    await way.shut()
    async with sides(database, way, poll=0.01) as (left, right):
        followers = [Follower(left.feed), Follower(right.feed)]
        workflow = await begin(left.writer)
        await do(right.writer, *(note(workflow.id) for _ in range(5)))
        await have_all(followers, await whole_log(database))
    await way.reopen()
