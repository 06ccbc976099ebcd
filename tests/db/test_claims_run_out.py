"""A claim that has run out ends before anything else is held against its workflow, whoever notices."""

import asyncio
from dataclasses import replace

from db.log.writer import LogWriter
from domain.refusals import ClaimLost, StaleVersion
from domain.vocabulary import EventKind, State, Status
from tests.db.asks import claim, note, resume, step
from tests.db.claims import begin_claimed, expiries, run_out
from tests.db.ledger import sound_log
from tests.db.writers import begin, committed, do, refusal


async def test_a_claim_that_has_run_out_is_lost_though_nobody_has_noticed(writer: LogWriter, database: str) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    answer = await writer.submit(step(workflow))
    assert refusal(answer) == ClaimLost(2, 3, State.DISCOVERY, Status.ACTIVE, None)
    assert answer.workflow is not None
    log = await sound_log(database)
    assert [stored.event.kind for stored in log][2:] == [EventKind.CLAIM_EXPIRED]
    assert answer.workflow.workflow.version == 3


async def test_a_claim_that_has_run_out_ends_in_the_commit_of_the_next_command_and_before_it(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    command = replace(step(workflow), claim=None)
    (answer,) = await do(writer, command)
    log = await sound_log(database)
    assert [stored.event.kind for stored in log][2:] == [EventKind.CLAIM_EXPIRED, EventKind.PHASE_PASSED]
    assert log[2].recorded_at == log[3].recorded_at
    assert answer.events == (log[3],)


async def test_the_version_that_was_expected_is_held_against_what_the_expiry_left(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    late = replace(note(workflow.id), expected_version=workflow.version)
    assert refusal(await writer.submit(late)) == StaleVersion(2, 3)


async def test_a_claim_that_ran_out_is_lost_to_all_commands_that_arrive_together(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    await run_out(database, workflow.id)
    late, anew, noted = await asyncio.gather(
        writer.submit(step(workflow)), writer.submit(claim(workflow, "Will")), writer.submit(note(workflow.id))
    )
    assert isinstance(refusal(late), ClaimLost)
    assert [committed(answer).events[0].event.sequence for answer in (anew, noted)] == [4, 5]
    assert await expiries(database) == [(workflow.id, 2)]
    await sound_log(database)


async def test_a_claim_that_ran_out_is_seen_by_the_writer_of_another_process(
    writer: LogWriter, other: LogWriter, database: str
) -> None:
    workflow = await begin_claimed(writer)
    await do(other, note(workflow.id))
    await run_out(database, workflow.id)
    assert isinstance(refusal(await other.submit(step(workflow))), ClaimLost)
    assert isinstance(refusal(await writer.submit(step(workflow))), ClaimLost)
    assert await expiries(database) == [(workflow.id, 2)]


async def test_five_claims_of_one_attempt_that_run_out_escalate_in_the_same_commit(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer, State.IMPLEMENTATION)
    for number in range(5):
        await do(writer, claim(workflow, f"Worker {number}"))
        await run_out(database, workflow.id)
    (answer,) = await do(writer, note(workflow.id))
    assert answer.workflow.workflow.status is Status.ESCALATED
    *_, expired, escalated, _ = await sound_log(database)
    assert (expired.event.kind, escalated.event.kind) == (EventKind.CLAIM_EXPIRED, EventKind.ESCALATED)
    assert escalated.event.data == {"expired": [f"Worker {number}" for number in range(5)]}
    (resumed,) = await do(writer, resume(workflow.id))
    assert resumed.workflow.workflow.expired == ()
    await do(writer, claim(resumed.workflow.workflow))
    await sound_log(database)
