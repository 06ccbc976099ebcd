"""Rule 10, for long histories: a first answer is given again beside the writer, so that nobody else waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from db.log.answers import Answer, Committed
from db.log.writer import LogWriter
from domain.commands import Command
from domain.refusals import IdempotencyConflict, OutcomeUnknown
from domain.vocabulary import EventKind, Phase, State
from domain.workflow import Workflow
from tests.db.asks import claim, note, release, rollback, start, step
from tests.db.ledger import log_size, sound_log
from tests.db.proxy import Proxy
from tests.db.waiting import until
from tests.db.writers import begin, committed, do, refusal, running, together

KEY = "the key"


@asynccontextmanager
async def held_up(writer: LogWriter, *commands: Command) -> AsyncIterator[list[asyncio.Task[Answer]]]:
    """Repetitions of `commands`, which are due to be answered but can't be during the block."""
    async with writer._replayer._turn:
        asked = [asyncio.create_task(writer.submit(command, KEY)) for command in commands]

        async def found() -> bool:
            return len(writer._replayer._tasks) == len(asked)

        await until(found)
        yield asked


async def moved_on(writer: LogWriter) -> tuple[Workflow, Committed]:
    """A workflow with a note under the key, to which something happened since, and the first answer."""
    workflow = await begin(writer)
    first = committed(await writer.submit(note(workflow.id), KEY))
    await do(writer, step(workflow))
    return workflow, first


async def grown(writer: LogWriter, workflow: Workflow, count: int) -> Workflow:
    """The workflow, with so many notes more."""
    *_, last = await together(writer, *(note(workflow.id, str(number)) for number in range(count)))
    return last.workflow.workflow


async def test_nobody_waits_for_a_first_answer_that_takes_long(writer: LogWriter, database: str) -> None:
    workflow, first = await moved_on(writer)
    async with held_up(writer, note(workflow.id)) as asked:
        await do(writer, note(workflow.id, "Another."), start())
        again = await begin(writer, State.HANDOFF_TO_CODER)
        assert again.state is State.HANDOFF_TO_CODER
        assert not asked[0].done()
    assert await asked[0] == replace(first, replayed=True)
    await sound_log(database)


@pytest.mark.parametrize("since", [0, 5, 1_300])
async def test_the_first_answer_is_the_same_however_long_the_history_before_it_and_since(
    writer: LogWriter, database: str, since: int
) -> None:
    workflow = await begin(writer, State.HANDOFF_TO_CODER)
    workflow = await grown(writer, workflow, 499 - workflow.version)
    first = committed(await writer.submit(claim(workflow), KEY))
    assert [stored.event.sequence for stored in first.events] == [500, 501]
    if since:
        await do(writer, release(first.workflow.workflow), rollback(workflow, Phase.DISCOVERY))
        await grown(writer, workflow, since)
    assert await writer.submit(claim(workflow), KEY) == replace(first, replayed=True)
    async with running(database) as other:
        assert await other.submit(claim(workflow), KEY) == replace(first, replayed=True)


async def test_the_first_answer_of_a_start_has_the_workflow_as_it_began_though_thousands_of_events_followed(
    writer: LogWriter,
) -> None:
    first = committed(await writer.submit(start(), KEY))
    await grown(writer, first.workflow.workflow, 2_000)
    again = committed(await writer.submit(start(), KEY))
    assert again == replace(first, replayed=True)
    assert [stored.event.kind for stored in again.events] == [EventKind.STARTED]


async def test_the_first_answer_is_given_though_the_database_is_away_for_a_moment(proxy: Proxy, database: str) -> None:
    async with running(proxy.url) as writer:
        workflow, first = await moved_on(writer)
        committed(await writer.submit(note(workflow.id), KEY))
        async with held_up(writer, note(workflow.id), note(workflow.id)) as asked:
            proxy.shut()
            await proxy.cut()
        await proxy.open()
        assert await asyncio.gather(*asked) == [replace(first, replayed=True)] * 2
    assert await log_size(database) == 3


async def test_another_request_under_the_key_is_refused_as_ever(writer: LogWriter, database: str) -> None:
    workflow, _ = await moved_on(writer)
    async with held_up(writer, note(workflow.id, "Other."), start()) as asked:
        pass
    assert {refusal(answer) for answer in await asyncio.gather(*asked)} == {IdempotencyConflict(KEY)}
    assert await log_size(database) == 3


async def test_a_repetition_that_takes_too_long_is_told_that_its_outcome_is_unknown_and_never_that_nothing_was_done(
    database: str,
) -> None:
    async with running(database, patience=0.5) as writer:
        workflow, first = await moved_on(writer)
        async with held_up(writer, note(workflow.id), note(workflow.id)) as asked:
            answers = await asyncio.gather(*asked)
            assert [refusal(answer) for answer in answers] == [OutcomeUnknown(KEY)] * 2
        assert await writer.submit(note(workflow.id), KEY) == replace(first, replayed=True)


async def test_while_the_database_is_away_a_repetition_that_is_known_as_one_is_told_that_its_outcome_is_unknown(
    proxy: Proxy,
) -> None:
    async with running(proxy.url, patience=0.5) as writer:
        workflow, _ = await moved_on(writer)
        async with held_up(writer, note(workflow.id)) as asked:
            proxy.shut()
            await proxy.cut()
        assert refusal(await asked[0]) == OutcomeUnknown(KEY)


async def test_a_writer_that_stops_gives_the_first_answers_that_it_owes(writer: LogWriter) -> None:
    workflow, first = await moved_on(writer)
    async with held_up(writer, note(workflow.id), note(workflow.id)) as asked:
        stopping = asyncio.create_task(writer.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
    await stopping
    assert [task.result() for task in asked] == [replace(first, replayed=True)] * 2


async def test_a_claim_of_the_oldest_is_answered_with_what_its_key_claimed_first_though_something_else_is_oldest_now(
    writer: LogWriter,
) -> None:
    one, other = await begin(writer), await begin(writer)
    first = committed(await writer.submit(replace(claim(one), named=False), "key"))
    committed(await writer.submit(claim(other), "another key"))
    again = committed(await writer.submit(replace(claim(other), named=False), "key"))
    assert (again.events, again.workflow, again.replayed) == (first.events, first.workflow, True)
