"""Claims that run out end without anybody calling, each once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from random import Random

import pytest

from db.log.expiry import _MANY, ExpiryWatch
from db.log.writer import LogWriter
from db.pool import Pool
from db.store import Store, open_store
from domain.commands import Pause
from domain.vocabulary import EventKind, Role, State, Status, WorkflowId
from domain.workflow import Workflow
from tests.db.asks import claim, note, start, step
from tests.db.claims import begin_claimed, expiries, lease_row, names, run_out
from tests.db.fault import Moment
from tests.db.feeds import NEVER, came_to
from tests.db.ledger import rows, sound_log
from tests.db.proxy import Proxy
from tests.db.waiting import until
from tests.db.writers import begin, begin_many, do, together
from tests.domain.people import OPERATOR

COMMITS = "select count(distinct recorded_at) as count from workflow_events where kind = 'CLAIM_EXPIRED'"


@pytest.fixture
async def other_store(database: str) -> AsyncIterator[Store]:
    """The same database, opened by another process."""
    async with open_store(database) as opened:
        yield opened


async def none_left(url: str) -> None:
    """Wait until no claim is left that has run out."""

    async def over() -> bool:
        return not await rows(url, "select from build_workflows where lease_until <= clock_timestamp()")

    await until(over)


async def claim_all(writer: LogWriter, workflows: Iterable[Workflow]) -> list[Workflow]:
    """The workflows, once they are claimed."""
    return [answer.workflow.workflow for answer in await together(writer, *map(claim, workflows))]


async def test_a_claim_ends_when_its_lease_does(store: Store, database: str) -> None:
    (claimed,) = await do(store.writer, claim(await begin(store.writer), seconds=1))
    before = await lease_row(database, claimed.workflow.workflow.id)
    await came_to(store.feed, 3)
    *_, expired = await sound_log(database)
    assert expired.event.kind is EventKind.CLAIM_EXPIRED
    assert expired.recorded_at >= before["lease_until"]


async def test_a_claim_that_ran_out_while_nobody_watched_ends(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    async with open_store(database):
        await none_left(database)
    assert await expiries(database) == [(workflow.id, 2)]
    await sound_log(database)


async def test_work_whose_claim_ran_out_is_in_the_inbox_again(store: Store, database: str) -> None:
    workflow = await begin_claimed(store.writer)
    assert await store.queries.waiting(Role.Q_ASSISTANT, None, None, 10) == []
    await run_out(database, workflow.id)
    await none_left(database)
    (waiting,) = await store.queries.waiting(Role.Q_ASSISTANT, None, None, 10)
    *_, expired = await sound_log(database)
    assert (waiting.workflow.id, waiting.since) == (workflow.id, expired.recorded_at)


async def test_other_claims_last(store: Store, database: str) -> None:
    claimed = await claim_all(store.writer, await begin_many(store.writer, 6))
    await run_out(database, *(workflow.id for workflow in claimed[:3]))
    await none_left(database)
    assert sorted(await expiries(database)) == names(claimed[:3])
    await do(store.writer, *map(step, claimed[3:]))
    await sound_log(database)


async def test_many_claims_that_run_out_at_once_end_once_each_though_two_processes_watch(
    store: Store, other_store: Store, database: str
) -> None:
    claimed = await claim_all(store.writer, await begin_many(store.writer, 300))
    await do(other_store.writer, *(note(workflow.id) for workflow in claimed[::10]))
    await run_out(database, *(workflow.id for workflow in claimed))
    await none_left(database)
    assert sorted(await expiries(database)) == names(claimed)
    (commits,) = await rows(database, COMMITS)
    assert commits["count"] < 100
    await sound_log(database)


async def test_more_claims_than_are_looked_at_at_once_end_without_waiting_for_the_next_poll(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    started = [answer.workflow.workflow for answer in await together(writer, *(start() for _ in range(_MANY + 20)))]
    claimed = await claim_all(writer, started)
    await run_out(database, *(workflow.id for workflow in claimed))
    watch = ExpiryWatch(pool, writer.expire, poll=NEVER)
    watch.start()
    await none_left(database)
    await watch.stop()
    assert sorted(await expiries(database)) == names(claimed)


async def test_the_fifth_expiry_of_one_attempt_escalates(store: Store, database: str) -> None:
    workflow = await begin(store.writer, State.HANDOFF_TO_CODER)
    for _ in range(5):
        (answer, *_) = await do(store.writer, claim(workflow), note(workflow.id))
        workflow = answer.workflow.workflow
        assert workflow.status is Status.ACTIVE
        await run_out(database, workflow.id)
    await none_left(database)
    log = await sound_log(database)
    assert [stored.event.kind for stored in log[-2:]] == [EventKind.CLAIM_EXPIRED, EventKind.ESCALATED]
    assert len(await expiries(database)) == 5


async def test_a_claim_of_a_paused_workflow_ends_and_does_not_count(store: Store, database: str) -> None:
    workflow = await begin_claimed(store.writer)
    await do(store.writer, Pause(workflow_id=workflow.id, actor=OPERATOR))
    await run_out(database, workflow.id)
    await none_left(database)
    record = await store.queries.workflow(workflow.id)
    assert record is not None
    found = record.workflow
    assert (found.claim, found.expired, found.status) == (None, (), Status.PAUSED)


async def test_after_the_database_was_away_claims_that_ran_out_meanwhile_end(proxy: Proxy, database: str) -> None:
    async with open_store(proxy.url) as store:
        claimed = await claim_all(store.writer, await begin_many(store.writer, 3))
        proxy.shut()
        await proxy.cut()
        await run_out(database, *(workflow.id for workflow in claimed))

        async def noticed() -> bool:
            return not store.feed.following

        await until(noticed)
        assert await expiries(database) == []
        await proxy.open()
        await none_left(database)
    assert sorted(await expiries(database)) == names(claimed)
    await sound_log(database)


@pytest.mark.parametrize("moment", Moment)
async def test_an_expiry_whose_write_is_cut_off_happens_once(proxy: Proxy, database: str, moment: Moment) -> None:
    async with open_store(proxy.url) as store:
        workflow = await begin_claimed(store.writer)
        fault = proxy.next_write(moment)
        await run_out(database, workflow.id)
        await fault.struck()
        await none_left(database)
        await do(store.writer, note(workflow.id))
    assert await expiries(database) == [(workflow.id, 2)]
    await sound_log(database)


async def test_what_was_not_claimed_or_does_not_exist_does_not_expire(writer: LogWriter, database: str) -> None:
    workflow, claimed = await begin(writer), await begin_claimed(writer)
    nowhere = map(WorkflowId, ("", "no uuid", "3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11"))
    writer.expire([workflow.id, claimed.id, *nowhere])
    await do(writer, note(workflow.id), step(claimed))
    assert await expiries(database) == []
    await sound_log(database)


async def test_claims_that_end_at_random_while_others_work_end_once(
    store: Store, other_store: Store, database: str
) -> None:
    random = Random(9)
    workflows = await begin_many(store.writer, 20)

    async def worker(writer: LogWriter) -> None:
        for _ in range(40):
            record = await store.queries.workflow(random.choice(workflows).id)
            if record is not None:
                asked = claim(record.workflow) if record.workflow.claim is None else step(record.workflow)
                await writer.submit(asked)
                if random.random() < 0.3:
                    await run_out(database, record.workflow.id)

    await asyncio.gather(*(worker(each.writer) for each in (store, other_store) for _ in range(3)))
    await none_left(database)
    ended = await expiries(database)
    assert 0 < len(ended) == len(set(ended))
    await sound_log(database)
