"""The connection breaks at the worst moment: still each command is carried out once, and acknowledged."""

import asyncio

import pytest

from domain.commands import Command
from domain.vocabulary import State
from tests.db.asks import note, start, step
from tests.db.fault import Moment
from tests.db.ledger import noted, sound_log
from tests.db.proxy import Proxy
from tests.db.waiting import until
from tests.db.writers import begin, committed, running, together

pytestmark = pytest.mark.parametrize("moment", Moment)


async def test_commands_of_a_write_that_is_cut_off_are_carried_out_once(
    proxy: Proxy, database: str, moment: Moment
) -> None:
    async with running(proxy.url) as writer:
        workflow, other = await begin(writer), await begin(writer, State.PLANNING)
        fault = proxy.next_write(moment)
        commands: list[Command] = [note(workflow.id, str(number)) for number in range(10)]
        answers = await together(writer, *commands, start(), step(other))
    await fault.struck()
    assert not any(answer.replayed for answer in answers)
    assert [stored for answer in answers for stored in answer.events] == (await sound_log(database))[3:]


async def test_commands_with_keys_in_a_write_that_is_cut_off_are_carried_out_once(
    proxy: Proxy, database: str, moment: Moment
) -> None:
    async with running(proxy.url) as writer:
        workflow = await begin(writer)
        proxy.next_write(moment)
        submitted = (writer.submit(note(workflow.id, key), key) for key in ("a", "b", "a"))
        a, b, again = map(committed, await asyncio.gather(*submitted))
    assert (a.replayed, b.replayed, again.replayed) == (False, False, True)
    assert again.events == a.events
    assert await noted(database) == ["a", "b"]


async def test_a_command_is_carried_out_once_though_several_writes_in_a_row_are_cut_off(
    proxy: Proxy, database: str, moment: Moment
) -> None:
    async with running(proxy.url) as writer:
        workflow = await begin(writer)
        fault = proxy.next_write(Moment.BEFORE)
        answer = asyncio.create_task(writer.submit(note(workflow.id)))
        for next_moment in (Moment.BEFORE, moment):
            await fault.struck()
            fault = proxy.next_write(next_moment)
        committed(await answer)
    await fault.struck()
    assert len(await sound_log(database)) == 2


async def test_another_process_may_move_the_workflow_before_it_is_known_what_became_of_the_write(
    proxy: Proxy, database: str, moment: Moment
) -> None:
    async with running(proxy.url) as writer, running(database) as other:
        workflow = await begin(writer)
        fault = proxy.next_write(moment, held=True)
        answer = asyncio.create_task(writer.submit(step(workflow)))
        await fault.struck()
        await together(other, note(workflow.id))
        fault.release(cut=True)
        first = committed(await answer)
    assert first.workflow.workflow.version == (3 if moment is Moment.BEFORE else 2)
    assert len(await sound_log(database)) == 3


async def test_commands_wait_while_the_database_takes_no_connections(
    proxy: Proxy, database: str, moment: Moment, caplog: pytest.LogCaptureFixture
) -> None:
    async def tried_again() -> bool:
        return len(caplog.records) >= 3

    async with running(proxy.url) as writer:
        workflow = await begin(writer)
        fault = proxy.next_write(moment)
        answers = asyncio.gather(*(writer.submit(note(workflow.id, str(number))) for number in range(5)))
        await fault.struck()
        proxy.shut()
        await until(tried_again)
        await proxy.open()
        for answer in await answers:
            committed(answer)
    assert await noted(database) == list("01234")


async def test_a_caller_that_hangs_up_does_not_cancel_its_command(proxy: Proxy, database: str, moment: Moment) -> None:
    async with running(proxy.url) as writer:
        workflow = await begin(writer)
        fault = proxy.next_write(moment, held=True)
        caller = asyncio.create_task(writer.submit(note(workflow.id)))
        await fault.struck()
        caller.cancel()
        await asyncio.wait([caller])
        assert caller.cancelled()
        fault.release(cut=True)
        await together(writer, note(workflow.id))
    assert len(await sound_log(database)) == 3
