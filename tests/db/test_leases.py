"""Heartbeats: they extend a lease that is live, and cost the log nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from db.leases import Answered, Heartbeat, Leases
from db.log.writer import LogWriter
from db.pool import Pool
from domain.commands import Pause
from domain.vocabulary import State, WorkflowId
from domain.workflow import Workflow
from tests.db.asks import claim, note, release, step
from tests.db.claims import begin_claimed, database_now, lease_row, run_out
from tests.db.ledger import log_size, sound_log
from tests.db.writers import begin, do
from tests.domain.people import OPERATOR


@pytest.fixture
def leases(pool: Pool) -> Leases:
    return Leases(pool)


@pytest.fixture
async def workflow(writer: LogWriter) -> Workflow:
    """A workflow that is claimed for a minute."""
    return await begin_claimed(writer)


def beat(
    workflow: Workflow,
    seconds: int | None = None,
    *,
    claim: int = 2,
    note: str | None = None,
    percent: int | None = None,
) -> Heartbeat:
    """A sign of life of the first claim of `workflow`."""
    return Heartbeat(workflow.id, claim, seconds, note, percent)


async def answered(leases: Leases, heartbeat: Heartbeat) -> Answered:
    """The answer to a heartbeat of a workflow that exists."""
    answer = await leases.beat(heartbeat)
    assert answer is not None
    return answer


@pytest.mark.parametrize(("asked", "lasts"), [(None, 60), (90, 90), (86_400, 86_400)])
async def test_a_heartbeat_extends_the_lease_from_now_on(
    leases: Leases, workflow: Workflow, database: str, asked: int | None, lasts: int
) -> None:
    before = await database_now(database)
    answer = await answered(leases, beat(workflow, asked))
    after = await database_now(database)
    assert answer.extended
    assert answer.lease is not None
    assert before <= answer.lease.until - timedelta(seconds=lasts) <= after
    assert (await lease_row(database, workflow.id))["lease_until"] == answer.lease.until


async def test_a_heartbeat_never_makes_a_lease_shorter(leases: Leases, workflow: Workflow, database: str) -> None:
    before = await lease_row(database, workflow.id)
    answer = await answered(leases, beat(workflow, 1))
    assert answer.extended
    assert answer.lease is not None
    assert answer.lease.until == before["lease_until"]
    assert answer.lease.heartbeat_at is not None


async def test_what_a_heartbeat_says_replaces_what_was_said_before_and_silence_leaves_it(
    leases: Leases, workflow: Workflow, database: str
) -> None:
    said: tuple[str | None, int | None] = (None, None)
    for text, percent in ((None, None), ("Reading é 🎩.", 10), ("Writing.", 100), (None, 0), ("Again.", None)):
        said = (said[0] if text is None else text, said[1] if percent is None else percent)
        answer = await answered(leases, beat(workflow, note=text, percent=percent))
        assert answer.lease is not None
        assert (answer.lease.claim, answer.lease.note, answer.lease.percent) == (2, *said)
        assert await leases.of([workflow.id]) == {workflow.id: answer.lease}
        row = await lease_row(database, workflow.id)
        assert (row["progress_note"], row["progress_percent"]) == said
        assert row["heartbeat_at"] == answer.lease.heartbeat_at


async def test_a_heartbeat_makes_no_event_and_no_version(leases: Leases, workflow: Workflow, database: str) -> None:
    before = await lease_row(database, workflow.id)
    answer = await answered(leases, beat(workflow, 90, note="Half.", percent=50))
    assert answer.stored.workflow == workflow
    after = await lease_row(database, workflow.id)
    for column in ("version", "updated_at", "since", "claim", "worker"):
        assert after[column] == before[column]
    assert await log_size(database) == 2
    await sound_log(database)


@pytest.mark.parametrize("number", [0, 1, 3, 2**63 - 1])
async def test_another_number_than_that_of_the_live_claim_changes_nothing(
    leases: Leases, workflow: Workflow, database: str, number: int
) -> None:
    before = await lease_row(database, workflow.id)
    answer = await answered(leases, beat(workflow, 90, claim=number, note="Mine!", percent=1))
    assert not answer.extended
    assert answer.stored.workflow == workflow
    assert await lease_row(database, workflow.id) == before


async def test_a_lease_that_has_run_out_is_not_extended(leases: Leases, workflow: Workflow, database: str) -> None:
    await run_out(database, workflow.id)
    before = await lease_row(database, workflow.id)
    answer = await answered(leases, beat(workflow, 90, note="Here!", percent=1))
    assert not answer.extended
    assert await lease_row(database, workflow.id) == before


async def test_a_claim_that_is_over_is_not_brought_back(
    leases: Leases, writer: LogWriter, workflow: Workflow, database: str
) -> None:
    (released,) = await do(writer, release(workflow))
    answer = await answered(leases, beat(workflow))
    assert (answer.extended, answer.lease) == (False, None)
    assert answer.stored == released.workflow
    (again,) = await do(writer, claim(workflow, "Will"))
    before = await lease_row(database, workflow.id)
    assert not (await answered(leases, beat(workflow))).extended
    assert await lease_row(database, workflow.id) == before
    assert (await answered(leases, beat(workflow, claim=again.workflow.workflow.version))).extended


async def test_a_claim_of_a_paused_workflow_is_kept(leases: Leases, writer: LogWriter, workflow: Workflow) -> None:
    (paused,) = await do(writer, Pause(workflow_id=workflow.id, actor=OPERATOR))
    answer = await answered(leases, beat(workflow))
    assert answer.extended
    assert answer.stored == paused.workflow


async def test_the_next_claim_begins_without_what_the_heartbeats_before_said(
    leases: Leases, writer: LogWriter, workflow: Workflow, database: str
) -> None:
    await answered(leases, beat(workflow, 900, note="Half.", percent=50))
    await run_out(database, workflow.id)
    (again,) = await do(writer, claim(workflow, "Will"))
    (lease,) = (await leases.of([workflow.id])).values()
    assert (lease.claim, lease.heartbeat_at, lease.note, lease.percent) == (4, None, None, None)
    assert lease.until == again.events[0].recorded_at + timedelta(seconds=60)
    await sound_log(database)


async def test_commands_and_heartbeats_leave_each_other_what_they_wrote(
    leases: Leases, writer: LogWriter, workflow: Workflow, database: str
) -> None:
    first = await answered(leases, beat(workflow, 900, note="Half.", percent=50))
    (noted,) = await do(writer, note(workflow.id))
    assert await leases.of([workflow.id]) == {workflow.id: first.lease}
    second = await answered(leases, beat(workflow))
    assert second.stored == noted.workflow
    await do(writer, step(workflow))
    assert await leases.of([workflow.id]) == {}
    await sound_log(database)


async def test_a_workflow_that_does_not_exist_has_no_answer(leases: Leases) -> None:
    assert await leases.beat(Heartbeat(WorkflowId(str(uuid4())), 2, None, None, None)) is None


async def test_the_leases_of_those_that_are_claimed_are_found(
    leases: Leases, writer: LogWriter, workflow: Workflow
) -> None:
    unclaimed, other = await begin(writer), await begin_claimed(writer, State.TESTING)
    strange = map(WorkflowId, ("", "x", "\0", workflow.id.upper(), str(uuid4())))
    found = await leases.of([workflow.id, workflow.id, unclaimed.id, other.id, *strange])
    assert {identity: lease.claim for identity, lease in found.items()} == {workflow.id: 2, other.id: other.version}
    assert await leases.of([]) == {}
