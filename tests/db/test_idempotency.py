"""Rule 10: a key names one request, and its repetition gets the first answer again."""

import asyncio
from dataclasses import replace

import pytest

from db.log.answers import Committed
from db.log.writer import LogWriter
from domain.commands import Command
from domain.refusals import IdempotencyConflict, NothingToChange
from domain.vocabulary import EventKind, Phase, State, Status
from tests.db.asks import fail, note, resume, rollback, start, step
from tests.db.ledger import log_size, sound_log
from tests.db.writers import begin, committed, do, refusal, running

KEY = "the key"


def repeated(answer: Committed) -> Committed:
    """What the repetition of the request that got `answer` must get."""
    return replace(answer, replayed=True)


async def test_a_repetition_gets_the_first_answer_again(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    first = committed(await writer.submit(step(workflow), KEY))
    assert not first.replayed
    assert await writer.submit(step(workflow), KEY) == repeated(first)
    assert await log_size(database) == 2


async def test_a_repetition_gets_the_first_answer_though_the_workflow_moved_on(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer, State.TESTING)
    first = committed(await writer.submit(step(workflow), KEY))
    await do(writer, note(workflow.id), step(first.workflow.workflow), rollback(workflow, Phase.DISCOVERY))
    size = await log_size(database)
    assert await writer.submit(step(workflow), KEY) == repeated(first)
    assert len(await sound_log(database)) == size


async def test_a_repeated_start_gets_the_workflow_of_the_first(writer: LogWriter, database: str) -> None:
    first = committed(await writer.submit(start(), KEY))
    await do(writer, step(first.workflow.workflow))
    assert await writer.submit(start(), KEY) == repeated(first)
    assert await log_size(database) == 2


async def test_a_repetition_to_another_process_gets_the_first_answer(writer: LogWriter, database: str) -> None:
    first = committed(await writer.submit(start(), KEY))
    moved = committed(await writer.submit(step(first.workflow.workflow), "another key"))
    async with running(database) as other:
        assert await other.submit(start(), KEY) == repeated(first)
        assert await other.submit(step(first.workflow.workflow), "another key") == repeated(moved)


async def test_a_repetition_that_looked_at_a_newer_version_is_the_same_request(writer: LogWriter) -> None:
    workflow = await begin(writer)
    first = committed(await writer.submit(replace(note(workflow.id), expected_version=1), KEY))
    assert await writer.submit(replace(note(workflow.id), expected_version=2), KEY) == repeated(first)


@pytest.mark.parametrize("times", [2, 5])
async def test_repetitions_that_arrive_with_the_first_get_its_answer(
    writer: LogWriter, database: str, times: int
) -> None:
    first, *others = await asyncio.gather(*(writer.submit(start(), KEY) for _ in range(times)))
    assert others == [repeated(committed(first))] * (times - 1)
    assert await log_size(database) == 1


async def test_a_failure_that_escalates_is_repeated_with_both_its_events(writer: LogWriter) -> None:
    workflow = await begin(writer, State.TESTING, max_rounds=1)
    first = committed(await writer.submit(fail(workflow), KEY))
    assert [stored.event.kind for stored in first.events] == [EventKind.PHASE_FAILED, EventKind.ESCALATED]
    await do(writer, resume(workflow.id), note(workflow.id))
    again = committed(await writer.submit(fail(workflow), KEY))
    assert again == repeated(first)
    assert again.workflow.workflow.status is Status.ESCALATED


async def test_a_key_that_belongs_to_another_request_is_refused(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    committed(await writer.submit(note(workflow.id), KEY))
    others: list[Command] = [note(workflow.id, "Other."), step(workflow), start(), note((await begin(writer)).id)]
    answers = await asyncio.gather(*(writer.submit(other, KEY) for other in others))
    assert {refusal(answer) for answer in answers} == {IdempotencyConflict(KEY)}
    assert await log_size(database) == 3


async def test_of_two_requests_that_arrive_at_once_with_one_key_the_later_is_refused(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    requests = (note(workflow.id, "One."), note(workflow.id, "Two."))
    first, second = await asyncio.gather(*(writer.submit(request, KEY) for request in requests))
    committed(first)
    assert refusal(second) == IdempotencyConflict(KEY)
    assert await log_size(database) == 2


async def test_the_same_key_in_two_projects_is_two_keys(writer: LogWriter, database: str) -> None:
    starts = [writer.submit(start(project), KEY) for project in ("one", "two")]
    answers = [committed(answer) for answer in await asyncio.gather(*starts)]
    assert [answer.replayed for answer in answers] == [False, False]
    assert await log_size(database) == 2


async def test_a_refused_command_leaves_no_key_behind(writer: LogWriter) -> None:
    workflow = await begin(writer)
    assert isinstance(refusal(await writer.submit(resume(workflow.id), KEY)), NothingToChange)
    assert not committed(await writer.submit(note(workflow.id), KEY)).replayed


async def test_of_two_requests_with_one_key_the_later_counts_when_the_first_is_refused(writer: LogWriter) -> None:
    workflow = await begin(writer)
    requests: tuple[Command, ...] = (resume(workflow.id), note(workflow.id))
    first, second = await asyncio.gather(*(writer.submit(request, KEY) for request in requests))
    assert isinstance(refusal(first), NothingToChange)
    assert not committed(second).replayed
