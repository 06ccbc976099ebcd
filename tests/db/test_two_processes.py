"""Two processes that write to the same workflows at the same time."""

import asyncio
import json

from db.log.writer import LogWriter
from domain.decide import CLOCK
from domain.vocabulary import EventKind
from tests.db.barrier import barrier
from tests.db.ledger import rows, sound_log
from tests.db.processes import output, spawn
from tests.db.writers import begin_many

TURNS = 100
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
