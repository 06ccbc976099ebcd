"""What the writer answers, and what it leaves in the log."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from db.fingerprint import digested
from db.log.answers import Committed, Refused
from db.log.replay import fold
from db.log.writer import LogWriter
from db.records import Position, StoredEvent
from domain.decide import decide
from domain.refusals import InvalidInput, StaleVersion, WorkflowNotFound
from domain.vocabulary import Json, State, WorkflowId
from tests.db.asks import note, step
from tests.db.ledger import by_workflow, log_size, sound_log, whole_log
from tests.db.play import last_position, play
from tests.db.writers import begin, begin_many, committed, do, refusal, running, together


async def test_answers_carry_dense_positions_and_sequences(writer: LogWriter, database: str) -> None:
    first = await begin(writer)
    second = await begin(writer, State.PLANNING)
    answers = await together(writer, note(first.id), step(second), note(first.id))
    places = [(stored.position, stored.event.sequence) for answer in answers for stored in answer.events]
    assert places == [(4, 2), (5, 3), (6, 3)]
    assert [stored for answer in answers for stored in answer.events] == (await sound_log(database))[3:]


@pytest.mark.parametrize("seed", range(3))
async def test_every_answer_tells_what_the_log_and_the_rules_say(writer: LogWriter, database: str, seed: int) -> None:
    workflows = await begin_many(writer, 6)
    played = await play(writer, workflows, Random(seed), players=12, turns=25)
    histories = by_workflow(await sound_log(database))
    for command, answer in played:
        history = histories[command.workflow_id]
        if isinstance(answer, Committed):
            last = answer.events[-1].event.sequence
            assert answer.events == tuple(history[last - len(answer.events) : last])
            assert answer.workflow == fold(history[:last])
        else:
            assert answer.workflow is not None
            assert answer.workflow == fold(history[: answer.workflow.workflow.version])
            assert answer.refusal == decide(answer.workflow.workflow, digested(command))
    assert {type(answer) for _, answer in played} == {Committed, Refused}


async def test_commands_that_arrive_at_once_for_one_workflow_see_each_other(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    command = step(workflow)
    same = await asyncio.gather(*(writer.submit(command) for _ in range(3)))
    states = [answer.workflow.workflow.state for answer in same if isinstance(answer, Committed)]
    assert states == [State.PLANNING, State.HANDOFF_TO_CODER]
    assert refusal(same[2]) == decide(committed(same[1]).workflow.workflow, command)
    await sound_log(database)


async def test_many_commands_on_few_workflows_are_all_recorded_in_order(writer: LogWriter, database: str) -> None:
    workflows = await begin_many(writer, 3)
    texts = [f"{number:03}" for number in range(600)]
    answers = await together(writer, *(note(workflows[int(text) % 3].id, text) for text in texts))
    assert [stored.position for answer in answers for stored in answer.events] == list(range(4, 604))
    assert [stored.event.notes for stored in (await sound_log(database))[3:]] == texts


async def test_a_stale_expected_version_is_refused_with_the_current_one(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer, State.PLANNING)
    stale = replace(note(workflow.id), expected_version=1)
    answer = await writer.submit(stale)
    assert refusal(answer) == StaleVersion(1, 2)
    assert answer.workflow is not None
    assert answer.workflow.workflow == workflow
    await do(writer, replace(stale, expected_version=2))
    assert await log_size(database) == 3


async def test_of_two_commands_that_expect_the_same_version_one_is_refused(writer: LogWriter) -> None:
    workflow = await begin(writer)
    command = replace(note(workflow.id), expected_version=1)
    first, second = await asyncio.gather(writer.submit(command), writer.submit(command))
    committed(first)
    assert refusal(second) == StaleVersion(1, 2)


async def test_a_workflow_that_does_not_exist_is_refused(writer: LogWriter) -> None:
    for identity in map(WorkflowId, ("3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11", "no uuid", "", "\0", "\ud800")):
        assert await writer.submit(note(identity), "key") == Refused(WorkflowNotFound(identity), None)


async def test_the_id_of_a_workflow_in_capitals_is_not_its_id(writer: LogWriter) -> None:
    workflow = await begin(writer)
    capitals = WorkflowId(workflow.id.upper())
    assert refusal(await writer.submit(note(capitals))) == WorkflowNotFound(capitals)


async def test_each_commit_is_told_with_its_events_as_they_are_in_the_log(database: str) -> None:
    told: list[StoredEvent] = []
    commits: list[Position] = []

    def commit(events: Sequence[StoredEvent]) -> None:
        told.extend(events)
        commits.append(events[-1].position)

    async with running(database, on_commit=commit) as writer:
        workflows = await begin_many(writer, 3)
        played = await play(writer, workflows, Random(1), turns=5)
    assert told == await whole_log(database)
    assert commits[-1] == last_position(played)
    assert len(commits) < commits[-1]


async def test_a_command_is_carried_out_once_though_the_one_who_is_told_of_it_fails(database: str) -> None:
    def fail_to_listen(_: Sequence[StoredEvent]) -> None:
        raise RuntimeError

    async with running(database, on_commit=fail_to_listen) as writer:
        workflow = await begin(writer)
        await together(writer, note(workflow.id), note(workflow.id))
    assert await log_size(database) == 3


def nested(depth: int) -> Json:
    """An object in an object in an object."""
    value: dict[str, Json] = {}
    for _ in range(depth):
        value = {"in": value}
    return value


async def test_a_result_beyond_all_bounds_is_refused_as_the_rules_say(writer: LogWriter) -> None:
    workflow = await begin(writer)
    for result in (nested(50), nested(50_000), {"n": 10**5_000}, {"n": float("nan")}, {"\0": 1}):
        command = replace(step(workflow), result=result)
        for key in (None, "a key"):
            assert isinstance(refusal(await writer.submit(command, key)), InvalidInput)
