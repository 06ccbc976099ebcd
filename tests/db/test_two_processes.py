"""Two processes that write to the same workflows at the same time."""

import asyncio
import json
from dataclasses import replace

from db.log.answers import Committed
from db.log.writer import LogWriter
from domain.decide import CLOCK
from domain.refusals import StaleVersion
from domain.vocabulary import EventKind
from tests.db.asks import note
from tests.db.barrier import barrier
from tests.db.ledger import rows, sound_log
from tests.db.processes import output, spawn
from tests.db.writers import begin, begin_many, refusal, running

TURNS = 100
ROW = "select from build_workflows for update"
HEAD = "select from log_head for update"
COMMANDS = """
select idempotency_key, array(select generate_series(position, position + command_size - 1)) as positions
from workflow_events where idempotency_key is not null and position > 12
"""


async def test_two_processes_on_a_dozen_workflows_lose_double_and_disorder_nothing(
    writer: LogWriter, database: str
) -> None:
    ids = [workflow.id for workflow in await begin_many(writer, 12)]
    async with barrier(database, HEAD, waiting=2):
        processes = [
            await spawn("-m", "tests.db.hammer", database, name, str(TURNS), *ids) for name in ("left", "right")
        ]
    left, right = [json.loads(text) for text in await asyncio.gather(*map(output, processes))]
    log = await sound_log(database)
    recorded = await rows(database, COMMANDS)
    assert {row["idempotency_key"]: row["positions"] for row in recorded} == left | right
    assert len(left) + len(right) == len(recorded)
    expired = [stored for stored in log if stored.event.actor == CLOCK.name]
    assert sum(map(len, [*left.values(), *right.values()])) + len(expired) == len(log) - 12
    assert EventKind.CLAIM_EXPIRED in {stored.event.kind for stored in expired}
    assert min(len(left), len(right)) > TURNS
    assert max(left.values()) > min(right.values())
    assert max(right.values()) > min(left.values())


async def test_commands_that_lose_to_another_process_are_decided_again_in_the_order_in_which_they_came(
    writer: LogWriter, database: str
) -> None:
    workflow = await begin(writer)
    stale = replace(note(workflow.id), expected_version=workflow.version)
    mine = [(stale, "key"), (note(workflow.id, "Second."), "key"), (note(workflow.id, "Third."), None)]
    async with running(database) as other, barrier(database, ROW, waiting=2):
        async with barrier(database, "select", waiting=1):
            first = asyncio.create_task(other.submit(note(workflow.id, "First.")))
        answers = [asyncio.create_task(writer.submit(*each)) for each in mine]
    refused, second, third = await asyncio.gather(*answers)
    assert isinstance(refusal(refused), StaleVersion)
    places = [
        answer.events[0].event.sequence for answer in (await first, second, third) if isinstance(answer, Committed)
    ]
    assert places == [2, 3, 4]
