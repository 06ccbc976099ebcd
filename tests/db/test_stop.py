"""Stopping the writer: what was accepted is answered, what comes later is not done."""

import asyncio

import pytest

from db.log.writer import LogWriter
from domain.refusals import OutcomeUnknown, Unavailable
from tests.db.asks import note
from tests.db.fault import Moment
from tests.db.ledger import log_size, sound_log
from tests.db.proxy import Proxy
from tests.db.writers import begin, committed, refusal, running


async def test_all_that_was_accepted_is_carried_out(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    answers = asyncio.gather(*(writer.submit(note(workflow.id)) for _ in range(600)))
    await asyncio.sleep(0)
    await writer.stop()
    for answer in await answers:
        committed(answer)
    assert len(await sound_log(database)) == 601


async def test_what_is_accepted_during_a_commit_is_carried_out_too(proxy: Proxy, database: str) -> None:
    async with running(proxy.url) as writer:
        workflow = await begin(writer)
        fault = proxy.next_write(Moment.AFTER, held=True)
        first = asyncio.create_task(writer.submit(note(workflow.id)))
        await fault.struck()
        second = asyncio.create_task(writer.submit(note(workflow.id)))
        await asyncio.sleep(0)
        stopping = asyncio.create_task(writer.stop())
        fault.release(cut=True)
        await stopping
        committed(await first)
        committed(await second)
    assert await log_size(database) == 3


async def test_later_commands_are_told_that_nothing_was_done(writer: LogWriter, database: str) -> None:
    workflow = await begin(writer)
    stopping = asyncio.create_task(writer.stop())
    await asyncio.sleep(0)
    assert refusal(await writer.submit(note(workflow.id))) == Unavailable()
    await stopping
    assert refusal(await writer.submit(note(workflow.id), "key")) == Unavailable()
    assert await log_size(database) == 1


async def test_without_a_database_stopping_ends_when_patience_does(proxy: Proxy, database: str) -> None:
    async with running(proxy.url, patience=0.5) as writer:
        workflow = await begin(writer)
        fault = proxy.next_write(Moment.BEFORE)
        unknown = asyncio.create_task(writer.submit(note(workflow.id)))
        await fault.struck()
        waiting = asyncio.create_task(writer.submit(note(workflow.id)))
        proxy.shut()
        await writer.stop()
    assert isinstance(refusal(await unknown), OutcomeUnknown)
    assert refusal(await waiting) == Unavailable()
    assert await log_size(database) == 1


async def test_an_idle_writer_stops_without_looking_for_its_database(
    proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    proxy.shut()
    async with running(proxy.url):
        await asyncio.sleep(0)
    assert not caplog.records
