"""What was carried out is never carried out again, though it was archived; and nothing else is."""

from dataclasses import replace

import pytest

from db.log.answers import Committed, Refused
from db.log.writer import LogWriter
from domain.commands import ClaimWork
from domain.refusals import IdempotencyConflict, WorkflowArchived
from domain.vocabulary import Phase, State
from domain.workflow import Workflow
from tests.db.archive.archiving import archived, brought_back
from tests.db.asks import claim, note, rollback, start, step
from tests.db.ledger import rows
from tests.db.writers import begin, committed, do, refusal

COUNT = "select (select count(*) from workflow_events) + (select count(*) from archived_events) as events"


async def finish(writer: LogWriter, workflow: Workflow) -> Workflow:
    """`workflow`, once it is COMPLETED."""
    while workflow.state is not State.COMPLETE:
        (answer,) = await do(writer, step(workflow))
        workflow = answer.workflow.workflow
    return workflow


async def test_the_key_of_an_archived_command_gets_its_first_answer_again(
    writer: LogWriter, other: LogWriter, database: str
) -> None:
    begun = committed(await writer.submit(start(), "the start"))
    stepped = committed(await writer.submit(step(begun.workflow.workflow), "the step"))
    done = await finish(writer, stepped.workflow.workflow)
    last = committed(await writer.submit(note(done.id), "the last"))
    await archived(database)
    before = await rows(database, COUNT)
    for process in (writer, other):
        for command, key, first in (
            (start(), "the start", begun),
            (step(begun.workflow.workflow), "the step", stepped),
            (note(done.id), "the last", last),
        ):
            again = committed(await process.submit(command, key))
            assert again.replayed
            assert again.events == first.events
            assert again.workflow.workflow == first.workflow.workflow
        assert isinstance(refusal(await process.submit(start(build="another"), "the start")), IdempotencyConflict)
        assert isinstance(refusal(await process.submit(note(done.id, "Another."), "the last")), IdempotencyConflict)
    assert await rows(database, COUNT) == before


async def test_a_key_counts_in_its_project_only_though_it_is_archived(writer: LogWriter, database: str) -> None:
    await finish(writer, committed(await writer.submit(start("project-1"), "the key")).workflow.workflow)
    await archived(database)
    assert not committed(await writer.submit(start("project-2"), "the key")).replayed
    assert committed(await writer.submit(start("project-1"), "the key")).replayed


async def test_a_key_that_counts_for_its_holder_does_so_when_archived(writer: LogWriter, database: str) -> None:
    first, second = await begin(writer), await begin(writer)
    asked = replace(claim(first), named=False)
    claimed = committed(await writer.submit(asked, "the key"))
    await finish(writer, claimed.workflow.workflow)
    await archived(database)
    again = await writer.submit(replace(asked, workflow_id=second.id), "the key")
    assert committed(again).events == claimed.events
    assert isinstance(asked, ClaimWork)


async def test_what_is_archived_is_not_changed_by_whoever_knew_it_or_did_not(
    writer: LogWriter, other: LogWriter, database: str
) -> None:
    done = await begin(writer, State.COMPLETE)
    await archived(database)
    for process in (writer, other):
        for key in (None, "a new key"):
            answer = await process.submit(rollback(done, Phase.TESTING), key)
            assert isinstance(answer, Refused)
            assert answer.refusal == WorkflowArchived(done.id)
            assert answer.workflow is not None
            assert (answer.workflow.workflow, answer.workflow.archived) == (done, True)
    await brought_back(database, done.id)
    assert isinstance(await other.submit(rollback(done, Phase.TESTING)), Committed)
    assert isinstance(await writer.submit(note(done.id)), Committed)


@pytest.mark.parametrize("rounds", [12])
async def test_commands_beside_others_are_carried_out_though_theirs_is_refused(
    writer: LogWriter, database: str, rounds: int
) -> None:
    done, open_ = await begin(writer, State.COMPLETE), await begin(writer)
    await archived(database)
    asked = [note(identity) for _ in range(rounds) for identity in (done.id, open_.id)]
    answers = [await writer.submit(command) for command in asked]
    assert [isinstance(answer, Committed) for answer in answers] == [False, True] * rounds
