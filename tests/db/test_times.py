"""The times in a stored workflow are those of its events, also when one commit takes several of them."""

from dataclasses import replace

from db.log.writer import LogWriter
from domain.commands import Command
from domain.vocabulary import Phase, State, Status
from tests.db.asks import note, rollback, start, step
from tests.db.ledger import sound_log
from tests.db.writers import begin, do, together
from tests.domain.builds import Build


async def test_a_workflow_started_and_completed_in_one_commit_is_completed(writer: LogWriter, database: str) -> None:
    opening, build = start(), Build()
    commands: list[Command] = [opening]
    while build.workflow.state is not State.COMPLETE:
        commands.append(replace(step(build.workflow), workflow_id=opening.workflow_id))
        build.step()
    answers = await together(writer, *commands)
    assert len({answer.workflow.updated_at for answer in answers}) == 1
    assert answers[-1].workflow.completed_at == answers[-1].workflow.created_at
    await sound_log(database)


async def test_a_workflow_reopened_and_completed_in_one_commit_has_the_later_time(
    writer: LogWriter, database: str
) -> None:
    done = await begin(writer, State.COMPLETE)
    reopened = Build().go(State.COMPLETE)
    reopened.rollback(Phase.DEPLOYMENT)
    finish = replace(step(reopened.workflow), workflow_id=done.id)
    _, last = await together(writer, rollback(done, Phase.DEPLOYMENT), finish)
    assert last.workflow.completed_at == last.events[-1].recorded_at
    await sound_log(database)


async def test_a_note_leaves_the_completion_time_as_it_was(writer: LogWriter, database: str) -> None:
    done = await begin(writer, State.COMPLETE)
    (noted,) = await do(writer, note(done.id))
    assert noted.workflow.completed_at is not None
    assert noted.workflow.completed_at < noted.workflow.updated_at
    await sound_log(database)


async def test_a_reopened_workflow_has_no_completion_time(writer: LogWriter, database: str) -> None:
    done = await begin(writer, State.COMPLETE)
    (reopened,) = await do(writer, rollback(done, Phase.TESTING))
    assert reopened.workflow.completed_at is None
    assert reopened.workflow.workflow.status is Status.ACTIVE
    await sound_log(database)


async def test_since_changes_only_with_the_state(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    noted, moved = await do(writer, note(workflow.id), step(workflow))
    assert noted.workflow.since == noted.workflow.created_at < noted.workflow.updated_at
    assert moved.workflow.since == moved.workflow.updated_at
    await sound_log(database)
