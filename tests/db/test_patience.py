"""A database that stays away longer than a command may wait: the answer says whether something may have happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from db.log.answers import Answer
from db.log.writer import LogWriter
from domain.refusals import OutcomeUnknown, Unavailable
from domain.vocabulary import WorkflowId
from tests.db.asks import note, start
from tests.db.fault import Moment
from tests.db.ledger import log_size, sound_log
from tests.db.proxy import Proxy
from tests.db.writers import begin, committed, refusal, running

BOTH = pytest.mark.parametrize("moment", Moment)


@asynccontextmanager
async def impatient(proxy: Proxy) -> AsyncIterator[LogWriter]:
    """A writer that waits for its database no longer than half a second, but is connected already."""
    async with running(proxy.url, patience=0.5) as opened:
        await opened.submit(note(WorkflowId("nowhere")))
        yield opened


def unknown(answer: Answer) -> str:
    """The key in `answer`, which must be that the outcome is unknown."""
    found = refusal(answer)
    assert isinstance(found, OutcomeUnknown), found
    return found.key


async def test_unavailable_means_that_nothing_was_done(proxy: Proxy, writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    async with impatient(proxy) as hasty:
        proxy.shut()
        await proxy.cut()
        answers = await asyncio.gather(hasty.submit(note(workflow.id)), hasty.submit(start(), "key"))
        assert [refusal(answer) for answer in answers] == [Unavailable(), Unavailable()]
        await proxy.open()
    assert await log_size(database) == 1


async def test_a_command_answered_unavailable_is_not_carried_out_when_the_database_answers_after_all(
    proxy: Proxy, writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    async with impatient(proxy) as hasty:
        proxy.freeze()
        assert refusal(await hasty.submit(note(workflow.id))) == Unavailable()
        proxy.thaw()
    assert await log_size(database) == 1


@BOTH
@pytest.mark.parametrize("key", [None, "my key"])
async def test_a_repetition_with_the_key_from_an_unknown_outcome_leads_to_one_application(
    proxy: Proxy, writer: LogWriter, database: str, moment: Moment, key: str | None
) -> None:
    workflow = await begin(writer)
    async with impatient(proxy) as hasty:
        fault = proxy.next_write(moment, held=True)
        found = unknown(await hasty.submit(note(workflow.id), key))
        assert key in {None, found}
        again = committed(await writer.submit(note(workflow.id), found))
        assert again.replayed is (moment is Moment.AFTER)
        fault.release(cut=True)
    assert committed(await writer.submit(note(workflow.id), found)).events == again.events
    assert len(await sound_log(database)) == 2


async def test_a_write_that_arrives_after_its_repetition_changes_nothing(
    proxy: Proxy, writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    async with impatient(proxy) as hasty:
        fault = proxy.next_write(Moment.BEFORE, held=True)
        noted, started = await asyncio.gather(hasty.submit(note(workflow.id)), hasty.submit(start()))
        committed(await writer.submit(note(workflow.id), unknown(noted)))
        committed(await writer.submit(start(), unknown(started)))
        fault.release(cut=False)
    assert len(await sound_log(database)) == 3


@BOTH
async def test_the_outcome_stays_unknown_while_the_database_is_away_after_a_cut(
    proxy: Proxy, writer: LogWriter, database: str, moment: Moment
) -> None:
    workflow = await begin(writer)
    async with impatient(proxy) as hasty:
        fault = proxy.next_write(moment)
        answer = asyncio.create_task(hasty.submit(note(workflow.id)))
        await fault.struck()
        proxy.shut()
        again = committed(await writer.submit(note(workflow.id), unknown(await answer)))
        assert again.replayed is (moment is Moment.AFTER)
        await proxy.open()
    assert len(await sound_log(database)) == 2
