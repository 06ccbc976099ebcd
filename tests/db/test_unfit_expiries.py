"""An expiry that can't be carried out fails alone: neither the others nor anybody's commands wait for it."""

import pytest

from db.log.writer import LogWriter
from db.store import Store
from domain.vocabulary import State, WorkflowId
from domain.workflow import Workflow
from tests.conftest import execute
from tests.db.asks import claim, note, step
from tests.db.claims import begin_claimed, expiries, names, run_out
from tests.db.ledger import rows, sound_log
from tests.db.waiting import until
from tests.db.writers import begin, begin_many, committed, do, together

REFUSE = "alter table workflow_events add constraint never check (kind <> 'CLAIM_EXPIRED' or workflow_id <> '{}')"
ALLOW = "alter table workflow_events drop constraint never"
SPOIL = "update build_workflows set version = version + 100, status = 'UNHEARD_OF' where id = '{}'"
MEND = "update build_workflows set version = version - 100, status = 'ACTIVE' where id = '{}'"
BOTH = pytest.mark.parametrize(("spoil", "mend"), [(REFUSE, ALLOW), (SPOIL, MEND)], ids=["refused", "unreadable"])
LEFT = "select id from build_workflows where lease_until <= clock_timestamp()"
RECORD = "the claim of workflow {} has run out, but can't be ended"


def reports(caplog: pytest.LogCaptureFixture, workflow_id: WorkflowId) -> int:
    """How often it was logged that the claim of this workflow can't be ended."""
    return [record.getMessage() for record in caplog.records].count(RECORD.format(workflow_id))


async def only_left(url: str, workflow_id: WorkflowId) -> None:
    """Wait until of all claims that have run out this one alone is left."""

    async def so() -> bool:
        return {str(row["id"]) for row in await rows(url, LEFT)} == {workflow_id}

    await until(so)


@BOTH
async def test_it_is_reported_and_all_others_end(
    store: Store, database: str, caplog: pytest.LogCaptureFixture, spoil: str, mend: str
) -> None:
    started = await begin_many(store.writer, 12)
    claimed = [answer.workflow.workflow for answer in await together(store.writer, *map(claim, started))]
    unfit, *others = claimed
    await execute(database, spoil.format(unfit.id))
    await run_out(database, *(workflow.id for workflow in claimed))
    await only_left(database, unfit.id)

    async def reported() -> bool:
        return reports(caplog, unfit.id) > 0

    await until(reported)
    assert sorted(await expiries(database)) == names(others)
    assert all(reports(caplog, workflow.id) == 0 for workflow in others)
    await execute(database, mend.format(unfit.id))
    store.writer._unfit.clear()
    store.writer.expire([unfit.id])
    await ended(database)
    await sound_log(database)


async def ended(url: str) -> None:
    """Wait until no claim is left that has run out."""

    async def none() -> bool:
        return not await rows(url, LEFT)

    await until(none)


@BOTH
async def test_commands_that_arrive_with_it_are_carried_out(
    writer: LogWriter, database: str, spoil: str, mend: str
) -> None:
    unfit, ready = await begin_claimed(writer), await begin_claimed(writer, State.TESTING)
    idle = await begin(writer)
    await execute(database, spoil.format(unfit.id))
    await run_out(database, unfit.id, ready.id)
    writer.expire([unfit.id, ready.id])
    noted, started = await together(writer, note(idle.id), step(idle))
    assert [noted.events[0].event.workflow_id, started.events[0].event.workflow_id] == [idle.id, idle.id]

    async def over() -> bool:
        return await expiries(database) == names([ready])

    await until(over)
    await execute(database, mend.format(unfit.id))
    await do(writer, note(unfit.id))
    assert sorted(await expiries(database)) == names([unfit, ready])
    await sound_log(database)


async def test_it_is_left_alone_for_a_while_and_then_tried_again(
    writer: LogWriter, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    unfit, idle = await begin_claimed(writer), await begin(writer)
    await execute(database, REFUSE.format(unfit.id))
    await run_out(database, unfit.id)
    for _ in range(5):
        writer.expire([unfit.id])
        await do(writer, note(idle.id))
    assert reports(caplog, unfit.id) == 1
    writer._unfit = dict.fromkeys(writer._unfit, 0.0)
    writer.expire([unfit.id])
    await do(writer, note(idle.id))
    assert reports(caplog, unfit.id) == 2
    await execute(database, ALLOW)
    writer._unfit = dict.fromkeys(writer._unfit, 0.0)
    writer.expire([unfit.id])
    await do(writer, note(idle.id))
    assert await expiries(database) == names([unfit])
    await sound_log(database)


async def test_a_command_to_the_workflow_itself_fails_and_no_other_does(writer: LogWriter, database: str) -> None:
    unfit, idle = await begin_claimed(writer), await begin(writer)
    await execute(database, REFUSE.format(unfit.id))
    await run_out(database, unfit.id)
    outcome = await failing(writer, unfit)
    assert "never" in str(outcome)
    committed(await writer.submit(note(idle.id)))
    await execute(database, ALLOW)
    await sound_log(database)


async def failing(writer: LogWriter, workflow: Workflow) -> BaseException:
    """What a command to this workflow raises."""
    with pytest.raises(Exception, match="never") as raised:
        await writer.submit(note(workflow.id))
    return raised.value
