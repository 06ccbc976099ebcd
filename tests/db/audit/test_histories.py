"""What the writer writes is valid, whatever is asked and from however many sides, also while it is written."""

import asyncio
from random import Random

import pytest

from db.audit import Auditor
from db.log.writer import LogWriter
from db.pool import Pool
from tests.conftest import execute
from tests.db.asks import note
from tests.db.ledger import rows, sound_log
from tests.db.play import play
from tests.db.writers import begin, begin_many, do, together


@pytest.mark.parametrize("seed", range(5))
async def test_any_history_is_valid(writer: LogWriter, database: str, seed: int) -> None:
    await play(writer, await begin_many(writer, 3), Random(seed), players=6, turns=25)
    assert len(await sound_log(database)) > 30


async def test_a_chain_goes_through_commits_of_many_events_of_many_workflows(writer: LogWriter, database: str) -> None:
    ids = [workflow.id for workflow in await begin_many(writer, 5)]
    notes = [note(identity, f"{number}") for number in range(30) for identity in ids]
    for _ in range(2):
        Random(1).shuffle(notes)
        await together(writer, *notes)
    log = await sound_log(database)
    assert len({stored.recorded_at for stored in log}) < len(log) / 3
    assert len({stored.hash for stored in log}) == len(log)


async def test_a_history_longer_than_a_page_is_read_to_its_end(writer: LogWriter, pool: Pool) -> None:
    workflow = await begin(writer)
    await together(writer, *(note(workflow.id, f"{number}") for number in range(149)))
    found = await Auditor(pool.engine).verify(workflow.id)
    assert found is not None
    assert (found.valid, found.events) == (True, 150)


async def test_what_is_written_while_it_is_verified_is_no_problem(
    writer: LogWriter, other: LogWriter, pool: Pool
) -> None:
    workflows = await begin_many(writer, 2)
    playing = asyncio.gather(*(play(each, workflows, Random(7), players=4, turns=30) for each in (writer, other)))
    auditor, sizes = Auditor(pool.engine), set()
    while not playing.done():
        for workflow in workflows:
            found = await auditor.verify(workflow.id)
            assert found is not None
            assert found.problem is None, found.problem.message
            sizes.add(found.events)
        assert (await auditor.verify_log()).problem is None
    await playing
    assert len(sizes) > 3


async def test_a_clock_that_is_set_back_does_not_turn_back_the_times_of_a_workflow(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    await execute(database, "update build_workflows set updated_at = now() + interval '1 hour'")
    ((row,),) = [await rows(database, "select updated_at from build_workflows")]
    (answer,) = await do(writer, note(workflow.id))
    assert answer.events[0].recorded_at == answer.workflow.updated_at == row["updated_at"]
