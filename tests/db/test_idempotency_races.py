"""Two processes that are given the same key at the same moment: one carries it out, both give its answer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from db.log.answers import Committed, Refused
from db.log.writer import LogWriter
from domain.commands import Actor, ClaimWork, Command
from domain.refusals import IdempotencyConflict
from domain.vocabulary import Role, State, WorkflowId
from tests.db.asks import note, start, step
from tests.db.ledger import sound_log
from tests.db.writers import begin, committed, refusal, running

ROUNDS = 20
Writers = tuple[LogWriter, LogWriter]


@pytest.fixture
async def writers(database: str) -> AsyncIterator[Writers]:
    async with running(database) as first, running(database) as second:
        yield first, second


async def ask_both(writers: Writers, requests: Sequence[tuple[Command, Command]]) -> None:
    """Give each pair of the same request to both at once, with one key, beside other work."""
    for number, pair in enumerate(requests):
        asked = [writer.submit(command, f"key {number}") for writer, command in zip(writers, pair, strict=True)]
        others = [writer.submit(start("elsewhere"), f"{number} {other}") for other, writer in enumerate(writers)]
        first, second, *_ = map(committed, await asyncio.gather(*asked, *others))
        assert {first.replayed, second.replayed} == {False, True}
        assert (first.events, first.workflow) == (second.events, second.workflow)


async def test_the_same_start_given_to_two_is_carried_out_once(writers: Writers, database: str) -> None:
    await ask_both(writers, [(start(), start()) for _ in range(ROUNDS)])
    assert len(await sound_log(database)) == 3 * ROUNDS


async def test_the_same_note_given_to_two_is_carried_out_once(writers: Writers, database: str) -> None:
    workflow = await begin(writers[0])
    await ask_both(writers, [(note(workflow.id), note(workflow.id))] * ROUNDS)
    assert len(await sound_log(database)) == 1 + 3 * ROUNDS


async def test_a_step_that_can_not_be_taken_twice_is_answered_to_both(writers: Writers, database: str) -> None:
    steps = [step(await begin(writers[0], State.PLANNING)) for _ in range(ROUNDS)]
    await ask_both(writers, [(command, command) for command in steps])
    assert len(await sound_log(database)) == 5 * ROUNDS


async def test_whatever_waits_longest_is_claimed_once_though_two_find_it_in_two_projects(
    writers: Writers, database: str
) -> None:
    worker = Actor("wanda", Role.Q_ASSISTANT)
    for number in range(ROUNDS):
        found = [committed(await writers[0].submit(start(f"project {side}"))).workflow.workflow.id for side in "ab"]
        claims = [ClaimWork(workflow_id=each, actor=worker, worker="Wanda", named=False) for each in found]
        asked = (writer.submit(each, f"key {number}") for writer, each in zip(writers, claims, strict=True))
        first, second = map(committed, await asyncio.gather(*asked))
        assert {first.replayed, second.replayed} == {False, True}
        assert (first.events, first.workflow) == (second.events, second.workflow)
        other = replace(claims[1], actor=Actor("walt", Role.Q_ASSISTANT), workflow_id=_free(found, first))
        assert not committed(await writers[0].submit(other, f"key {number}")).replayed
    assert len(await sound_log(database)) == 4 * ROUNDS


def _free(found: Sequence[WorkflowId], claimed: Committed) -> WorkflowId:
    (left,) = set(found) - {claimed.workflow.workflow.id}
    return left


async def test_of_two_requests_with_one_key_given_to_two_one_is_refused(writers: Writers, database: str) -> None:
    ids = [(await begin(writer)).id for writer in writers]
    for number in range(ROUNDS):
        asked = (writer.submit(note(identity), f"key {number}") for writer, identity in zip(writers, ids, strict=True))
        refused = [answer for answer in await asyncio.gather(*asked) if isinstance(answer, Refused)]
        assert [refusal(answer) for answer in refused] == [IdempotencyConflict(f"key {number}")]
    assert len(await sound_log(database)) == 2 + ROUNDS
