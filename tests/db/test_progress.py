"""What workers say of their progress: first what is there, then what is new, and of each workflow the latest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from db.leases import Heartbeat, Leases
from db.log.feed import FeedClosedError
from db.log.writer import LogWriter
from db.pool import Pool
from db.progress import ProgressFeed, WorkProgress
from domain.vocabulary import WorkflowId
from domain.workflow import Workflow
from tests.conftest import execute
from tests.db.asks import claim, release, start
from tests.db.claims import begin_claimed, run_out
from tests.db.ledger import log_size
from tests.db.proxy import Proxy
from tests.db.waiting import soon, take, until
from tests.db.writers import do

Said = tuple[WorkflowId, str | None, int | None]


@asynccontextmanager
async def progress_of(url: str) -> AsyncIterator[ProgressFeed]:
    """A feed of what heartbeats say, at work until the end of the block."""
    pool = await Pool(url).open()
    feed = ProgressFeed(pool, poll=0.01)
    feed.start()
    try:
        yield feed
    finally:
        await feed.stop()
        await pool.dispose()


@pytest.fixture
async def feed(database: str) -> AsyncIterator[ProgressFeed]:
    async with progress_of(database) as opened:
        yield opened


@pytest.fixture
def leases(pool: Pool) -> Leases:
    return Leases(pool)


async def say(leases: Leases, workflow: Workflow, note: str | None = None, percent: int | None = None) -> Said:
    """A heartbeat of the live claim; what of it is to be told."""
    assert workflow.claim is not None
    answered = await leases.beat(Heartbeat(workflow.id, workflow.claim.number, None, note, percent))
    assert answered is not None
    assert answered.lease is not None
    return workflow.id, answered.lease.note, answered.lease.percent


def said(found: list[WorkProgress]) -> list[Said]:
    """What was told."""
    return [(each.workflow_id, each.lease.note, each.lease.percent) for each in found]


async def claimed_in(writer: LogWriter, project: str) -> Workflow:
    """A workflow of the project, claimed."""
    (started,) = await do(writer, start(project))
    (answer,) = await do(writer, claim(started.workflow.workflow))
    return answer.workflow.workflow


async def test_first_comes_what_is_there_and_then_what_is_new_each_once(
    feed: ProgressFeed, leases: Leases, writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    there = await say(leases, workflow, "Reading.", 10)
    listening = feed.follow(None, None)
    assert said(await take(listening, 1)) == [there]
    for percent in (20, 30):
        new = await say(leases, workflow, "Writing.", percent)
        (found,) = await take(listening, 1)
        assert said([found]) == [new]
        assert (found.project_id, found.worker, found.lease.claim) == ("project-1", "Wanda", 2)
    assert await log_size(database) == 2


@pytest.mark.parametrize("there", [True, False])
async def test_a_listener_hears_of_its_workflow_or_of_its_project_only(
    feed: ProgressFeed, leases: Leases, writer: LogWriter, *, there: bool
) -> None:
    one, two, other = [await claimed_in(writer, project) for project in ("mine", "mine", "yours")]
    asked = [(one.id, None), (None, "mine"), (one.id, "mine"), (None, None), (one.id, "yours")]
    listening = [feed.follow(*each) for each in asked]
    hearing = [asyncio.create_task(take(each, count)) for each, count in zip(listening, (1, 2, 1, 3), strict=False)]
    silent = asyncio.create_task(take(listening[-1], 1))
    if not there:
        await until(lambda: all_greeted(feed))
    told = [await say(leases, workflow, "Here.") for workflow in (one, two, other)]
    heard = [sorted(said(await each)) for each in hearing]
    assert heard == [sorted(each) for each in (told[:1], told[:2], told[:1], told)]
    assert not silent.done()
    silent.cancel()


async def all_greeted(feed: ProgressFeed) -> bool:
    """Whether all that listen have been told what was there."""
    return bool(feed._listeners) and all(listener.greeted for listener in feed._listeners)


async def test_what_is_there_is_read_for_the_listener_alone_however_old_it_is(
    feed: ProgressFeed, leases: Leases, writer: LogWriter, database: str
) -> None:
    workflow, other = await begin_claimed(writer), await begin_claimed(writer)
    there = await say(leases, workflow, "Long ago.")
    await say(leases, other, "Elsewhere.")
    await an_hour_ago(database)
    assert said(await take(feed.follow(workflow.id, None), 1)) == [there]


async def an_hour_ago(url: str) -> None:
    """Let all heartbeats have come an hour ago."""
    await execute(url, "update build_workflows set heartbeat_at = heartbeat_at - interval '1 hour'")


async def test_a_claim_that_is_over_or_has_run_out_and_one_without_a_heartbeat_is_not_told(
    feed: ProgressFeed, leases: Leases, writer: LogWriter, database: str
) -> None:
    over, late, silent, live = [await begin_claimed(writer) for _ in range(4)]
    for workflow in (over, late):
        await say(leases, workflow, "Here.")
    await do(writer, release(over))
    await run_out(database, late.id)
    told = await say(leases, live, "Still here.")
    assert said(await take(feed.follow(None, None), 1)) == [told]
    again = await say(leases, silent, "Here at last.")
    assert again[0] == silent.id


async def test_a_slow_listener_gets_the_latest_of_each_workflow_and_not_all(
    feed: ProgressFeed, leases: Leases, writer: LogWriter
) -> None:
    one, two = await begin_claimed(writer), await begin_claimed(writer)
    slow, quick = feed.follow(None, None), feed.follow(None, None)
    first = await say(leases, one, "First.")
    assert said(await take(slow, 1)) == said(await take(quick, 1)) == [first]
    last: list[Said] = []
    for percent in range(1, 6):
        last = [await say(leases, workflow, None, percent) for workflow in (one, two)]
        assert sorted(said(await take(quick, 2))) == sorted(last)
    assert sorted(said(await take(slow, 2))) == sorted(last)


async def test_a_listener_that_comes_while_the_database_is_away_hears_what_is_there_once_it_is_back(
    proxy: Proxy, leases: Leases, writer: LogWriter
) -> None:
    workflow = await begin_claimed(writer)
    there = await say(leases, workflow, "Reading.")
    proxy.shut()
    async with progress_of(proxy.url) as feed:
        hearing = asyncio.create_task(take(feed.follow(None, None), 1))

        async def listened() -> bool:
            return bool(feed._listeners)

        await until(listened)
        await proxy.open()
        assert said(await hearing) == [there]


async def test_what_is_said_while_the_connection_is_cut_is_heard_afterwards(
    proxy: Proxy, leases: Leases, writer: LogWriter
) -> None:
    workflow = await begin_claimed(writer)
    async with progress_of(proxy.url) as feed:
        listening = feed.follow(None, None)
        assert said(await taken(listening, leases, workflow)) == [(workflow.id, "First.", None)]
        proxy.shut()
        await proxy.cut()
        new = await say(leases, workflow, "Second.")
        await proxy.open()
        assert said(await take(listening, 1)) == [new]


async def taken(listening: AsyncIterator[WorkProgress], leases: Leases, workflow: Workflow) -> list[WorkProgress]:
    """What is heard of a first heartbeat."""
    await say(leases, workflow, "First.")
    return await take(listening, 1)


async def test_once_it_stops_all_listeners_end_and_no_new_one_waits(feed: ProgressFeed) -> None:
    hearing = [asyncio.create_task(take(feed.follow(None, None), 1)) for _ in range(3)]

    async def listened() -> bool:
        return len(feed._listeners) == len(hearing)

    await until(listened)
    await feed.stop()
    for each in hearing:
        with pytest.raises(FeedClosedError):
            await soon(each)
    with pytest.raises(FeedClosedError):
        await take(feed.follow(None, None), 1)
    assert feed._listeners == set()
