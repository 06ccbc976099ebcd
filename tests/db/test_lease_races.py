"""A heartbeat and the end of the lease at the same moment: what was acknowledged is not lost, what ended stays so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from uuid import UUID

import asyncpg
import pytest

from db.leases import Answered, Heartbeat, Leases
from db.log.writer import LogWriter
from db.pool import Pool
from db.store import Store, open_store
from domain.commands import Change, Pause
from domain.refusals import ClaimLost
from domain.vocabulary import EventKind, WorkflowId
from domain.workflow import Workflow
from tests.db.asks import claim, note, step
from tests.db.claims import begin_claimed, expiries, lease_row, run_out
from tests.db.ledger import rows, sound_log
from tests.db.waiting import until
from tests.db.writers import begin_many, committed, do, refusal, together
from tests.domain.people import OPERATOR

LOCK = "select from build_workflows where id = $1 for update"
TOUCH = "update build_workflows set title = title where id = $1"
EXTEND = "update build_workflows set lease_until = clock_timestamp() + interval '1 hour' where id = $1"
END = "update build_workflows set lease_until = clock_timestamp() - interval '1 second' where id = $1"
WAITING = """
select count(*) as count from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and application_name = $1
"""
MANY = 300
SOON = """
update build_workflows set lease_until = clock_timestamp() + t.seconds * interval '1 second'
from unnest($1::uuid[], $2::float8[]) as t(id, seconds) where build_workflows.id = t.id
"""


@pytest.fixture
def leases(pool: Pool) -> Leases:
    return Leases(pool)


@asynccontextmanager
async def held(url: str, statement: str, workflow_id: WorkflowId) -> AsyncIterator[None]:
    """Keep others from the workflow's row during the block, and commit what `statement` did to it at its end."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(statement, UUID(workflow_id))
            yield
    finally:
        await connection.close()


async def waits(url: str, name: str) -> None:
    """Wait until a connection of this name waits for a lock."""

    async def there() -> bool:
        (row,) = await rows(url, WAITING, name)
        return bool(row["count"])

    await until(there)


async def is_due(url: str, workflow_id: WorkflowId) -> None:
    """Wait until the lease has run out."""

    async def over() -> bool:
        found = await rows(
            url, "select lease_until <= clock_timestamp() as due from build_workflows where id = $1", UUID(workflow_id)
        )
        return bool(found[0]["due"])

    await until(over)


def beat(workflow: Workflow) -> Heartbeat:
    """A sign of life that asks for an hour."""
    number = 2 if workflow.claim is None else workflow.claim.number
    return Heartbeat(workflow.id, number, 3_600, None, None)


async def race(leases: Leases, writer: LogWriter, url: str, lock: str) -> tuple[Workflow, Answered]:
    """A heartbeat that came in time and waits for the row while the lease runs out, and an expiry right behind it."""
    (answer,) = await do(writer, claim((await begin_many(writer, 1))[0], seconds=2))
    workflow = answer.workflow.workflow
    async with held(url, lock, workflow.id):
        beating = asyncio.create_task(leases.beat(beat(workflow)))
        await waits(url, "handoff reader")
        await is_due(url, workflow.id)
        writer.expire([workflow.id])
        await waits(url, "handoff writer")
    answered = await beating
    assert answered is not None
    await do(writer, note(workflow.id))
    await sound_log(url)
    return workflow, answered


async def test_a_heartbeat_that_is_acknowledged_late_keeps_its_claim_from_the_expiry_behind_it(
    leases: Leases, writer: LogWriter, database: str
) -> None:
    workflow, answered = await race(leases, writer, database, LOCK)
    assert answered.extended
    assert await expiries(database) == []
    await do(writer, step(workflow))


async def test_a_heartbeat_that_finds_its_lease_run_out_is_not_acknowledged_and_the_claim_ends(
    leases: Leases, writer: LogWriter, database: str
) -> None:
    workflow, answered = await race(leases, writer, database, TOUCH)
    assert not answered.extended
    assert await expiries(database) == [(workflow.id, 2)]
    refusal(await writer.submit(step(workflow)))


async def test_an_expiry_that_waits_for_a_heartbeat_in_its_commit_does_not_end_the_claim(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    async with held(database, EXTEND, workflow.id):
        asked = asyncio.create_task(writer.submit(step(workflow)))
        await waits(database, "handoff writer")
    assert (await asked).workflow is not None
    log = await sound_log(database)
    assert [stored.event.kind for stored in log][2:] == ["PHASE_PASSED"]


async def test_a_result_whose_lease_runs_out_between_load_and_write_is_not_applied(
    writer: LogWriter, database: str
) -> None:
    (answer,) = await do(writer, claim((await begin_many(writer, 1))[0], seconds=3_600))
    workflow = answer.workflow.workflow
    async with held(database, END, workflow.id):
        asked = asyncio.create_task(writer.submit(step(workflow)))
        await waits(database, "handoff writer")
    assert isinstance(refusal(await asked), ClaimLost)
    assert await expiries(database) == [(workflow.id, 2)]
    assert [stored.event.kind for stored in await sound_log(database)] == ["STARTED", "CLAIMED", "CLAIM_EXPIRED"]


@pytest.mark.parametrize("ask", [note, lambda workflow_id: Pause(workflow_id=workflow_id, actor=OPERATOR)])
async def test_what_others_ask_for_meanwhile_is_carried_out_after_the_expiry(
    writer: LogWriter, database: str, ask: Callable[[WorkflowId], Change]
) -> None:
    workflow = await begin_claimed(writer)
    async with held(database, END, workflow.id):
        asked = asyncio.create_task(writer.submit(ask(workflow.id)))
        await waits(database, "handoff writer")
    assert committed(await asked).workflow.workflow.claim is None
    kinds = [stored.event.kind for stored in await sound_log(database)]
    assert kinds[2] is EventKind.CLAIM_EXPIRED
    assert len(kinds) == 4


async def test_a_heartbeat_during_the_commit_of_the_expiry_is_not_acknowledged(
    leases: Leases, writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    head = await asyncpg.connect(database)
    async with head.transaction():
        await head.execute("select from log_head for update")
        await run_out(database, workflow.id)
        writer.expire([workflow.id])
        await waits(database, "handoff writer")
        answered = await leases.beat(beat(workflow))
    await head.close()
    assert answered is not None
    assert not answered.extended
    await do(writer, note(workflow.id))
    assert await expiries(database) == [(workflow.id, 2)]
    await sound_log(database)


async def test_of_hundreds_of_heartbeats_at_the_last_moment_each_is_kept_or_its_claim_ends_once(
    store: Store, database: str
) -> None:
    random = Random(13)
    started = await begin_many(store.writer, MANY)
    claimed = [answer.workflow.workflow for answer in await together(store.writer, *map(claim, started))]
    found: dict[WorkflowId, bool] = {}

    async def worker(leases: Leases, workflow: Workflow, delay: float) -> None:
        await asyncio.sleep(delay)
        answered = await leases.beat(beat(workflow))
        assert answered is not None
        found[workflow.id] = answered.extended

    async with open_store(database) as other:
        left = [1_000.0, 0.0, *(random.uniform(0.2, 1.2) for _ in claimed[2:])]
        await rows(database, SOON, [UUID(workflow.id) for workflow in claimed], left)
        delays = [0.0, 0.0, *(max(0.0, seconds + random.uniform(-0.1, 0.02)) for seconds in left[2:])]
        places = [random.choice((store, other)).leases for _ in claimed]
        await asyncio.gather(*map(worker, places, claimed, delays))

        async def none_left() -> bool:
            return not await rows(database, "select from build_workflows where lease_until <= clock_timestamp()")

        await until(none_left)
    lost = sorted(identity for identity, extended in found.items() if not extended)
    assert sorted(identity for identity, _ in await expiries(database)) == lost
    assert 0 < len(lost) < MANY
    for workflow in claimed[:10]:
        assert ((await lease_row(database, workflow.id))["claim"] is None) == (not found[workflow.id])
    await sound_log(database)
