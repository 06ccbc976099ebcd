"""Claims through the writer: who has the work, until when, and what becomes of those who are late."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from db.log.answers import Committed
from db.log.writer import LogWriter
from domain.commands import Change
from domain.refusals import AlreadyClaimed, ClaimLost, ClaimRequired, NotClaimed
from domain.vocabulary import EventKind, State
from tests.db.asks import claim, note, release, retry, revoke, step
from tests.db.claims import begin_claimed, database_now, lease_row, run_out
from tests.db.ledger import log_size, sound_log
from tests.db.writers import begin, committed, do, refusal, together

KEY = "the key"


def kinds(answer: Committed) -> list[EventKind]:
    return [stored.event.kind for stored in answer.events]


@pytest.mark.parametrize("seconds", [1, 60, 86_400])
async def test_a_lease_lasts_as_long_as_was_asked_from_the_commit_on_by_the_clock_of_the_database(
    writer: LogWriter, database: str, seconds: int
) -> None:
    workflow = await begin(writer)
    before = await database_now(database)
    (answer,) = await do(writer, claim(workflow, "Wanda", seconds))
    row = await lease_row(database, workflow.id)
    assert row["lease_until"] == answer.events[0].recorded_at + timedelta(seconds=seconds)
    assert before <= answer.events[0].recorded_at <= await database_now(database)
    assert (row["claim"], row["worker"], row["heartbeat_at"]) == (2, "Wanda", None)
    await sound_log(database)


async def test_claiming_a_handoff_acknowledges_it_in_the_same_commit(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer, State.HANDOFF_TO_CODER)
    (answer,) = await do(writer, claim(workflow))
    assert kinds(answer) == [EventKind.ACKNOWLEDGED, EventKind.CLAIMED]
    assert len({stored.recorded_at for stored in answer.events}) == 1
    assert answer.workflow.workflow.claim is not None
    assert answer.workflow.workflow.claim.number == answer.events[1].event.sequence
    await sound_log(database)


async def test_while_a_claim_is_live_who_works_needs_its_number(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer, State.PLANNING)
    without: list[Change] = [replace(step(workflow), claim=None), replace(retry(workflow), claim=None)]
    for command in without:
        assert isinstance(refusal(await writer.submit(command)), ClaimRequired)
    wrong = replace(step(workflow), claim=1)
    assert isinstance(refusal(await writer.submit(wrong)), ClaimLost)
    (answer,) = await do(writer, step(workflow))
    assert answer.workflow.workflow.claim is None
    assert (await lease_row(database, workflow.id))["lease_until"] is None
    await sound_log(database)


async def test_a_released_claim_leaves_the_work_to_others(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer)
    (answer,) = await do(writer, release(workflow))
    assert kinds(answer) == [EventKind.CLAIM_RELEASED]
    assert answer.workflow.since == answer.events[0].recorded_at
    assert isinstance(refusal(await writer.submit(step(workflow))), ClaimLost)
    assert isinstance(refusal(await writer.submit(release(workflow))), ClaimLost)
    await do(writer, step(answer.workflow.workflow))
    await sound_log(database)


async def test_a_revoked_claim_is_lost(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer)
    (answer,) = await do(writer, revoke(workflow.id))
    assert kinds(answer) == [EventKind.CLAIM_REVOKED]
    assert isinstance(refusal(await writer.submit(step(workflow))), ClaimLost)
    assert isinstance(refusal(await writer.submit(revoke(workflow.id))), NotClaimed)
    await sound_log(database)


async def test_of_many_that_claim_at_once_one_gets_the_work(writer: LogWriter, other: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    asked = [each.submit(claim(workflow, str(number))) for number in range(10) for each in (writer, other)]
    answers = await asyncio.gather(*asked)
    (winner,) = [answer for answer in answers if isinstance(answer, Committed)]
    assert winner.workflow.workflow.claim is not None
    holder = winner.workflow.workflow.claim.worker
    refusals = [refusal(answer) for answer in answers if answer is not winner]
    assert refusals == [AlreadyClaimed(State.DISCOVERY, holder)] * 19
    await sound_log(database)


async def test_who_claims_after_another_gets_a_greater_number_and_a_lease_of_its_own(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    numbers = [workflow.version]
    for end in (release, lambda known: revoke(known.id), None):
        if end is None:
            await run_out(database, workflow.id)
        else:
            await do(writer, end(workflow))
        (answer,) = await do(writer, claim(workflow, "Will", 30))
        workflow = answer.workflow.workflow
        numbers.append(answer.events[-1].event.sequence)
        row = await lease_row(database, workflow.id)
        assert row["lease_until"] == answer.events[-1].recorded_at + timedelta(seconds=30)
    assert numbers == sorted(set(numbers))
    await sound_log(database)


async def test_claiming_and_ending_it_in_one_commit_leaves_no_lease(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    claimed = replace(release(workflow), claim=2)
    await together(writer, claim(workflow), claimed, claim(workflow, "Will"), replace(release(workflow), claim=4))
    assert (await lease_row(database, workflow.id))["lease_until"] is None
    await sound_log(database)


async def test_other_commands_leave_the_lease_as_it_is(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer)
    before = await lease_row(database, workflow.id)
    await do(writer, note(workflow.id))
    after = await lease_row(database, workflow.id)
    assert [after[column] for column in ("claim", "lease_until")] == [before[c] for c in ("claim", "lease_until")]
    assert after["version"] == 3


async def test_a_claim_repeated_with_its_key_gets_the_first_answer_also_when_the_claim_is_over(
    writer: LogWriter, other: LogWriter, database: str
) -> None:
    workflow = await begin(writer, State.HANDOFF_TO_CODER)
    first = committed(await writer.submit(claim(workflow), KEY))
    repeated = replace(first, replayed=True)
    assert await writer.submit(claim(workflow), KEY) == repeated
    assert await other.submit(claim(workflow), KEY) == repeated
    await run_out(database, workflow.id)
    assert await writer.submit(claim(workflow), KEY) == repeated
    assert isinstance(refusal(await other.submit(step(first.workflow.workflow))), ClaimLost)
    assert await other.submit(claim(workflow), KEY) == repeated
    await sound_log(database)


async def test_the_work_of_a_claim_repeated_with_its_key_gets_the_first_answer(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    first = committed(await writer.submit(step(workflow), KEY))
    assert await writer.submit(step(workflow), KEY) == replace(first, replayed=True)
    assert await log_size(database) == 3


async def test_a_claim_in_one_process_is_seen_by_the_writer_of_another(
    writer: LogWriter, other: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    await do(other, note(workflow.id))
    (claimed,) = await do(writer, claim(workflow))
    assert isinstance(refusal(await other.submit(step(workflow))), ClaimRequired)
    assert isinstance(refusal(await other.submit(claim(workflow))), AlreadyClaimed)
    await do(other, step(claimed.workflow.workflow))
    await sound_log(database)
