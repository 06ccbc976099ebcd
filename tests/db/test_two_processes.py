"""Two processes that write to the same workflows at the same time."""

import asyncio
import json

from db.log.writer import LogWriter
from tests.db.barrier import barrier
from tests.db.ledger import rows, sound_log
from tests.db.processes import output, spawn
from tests.db.writers import begin_many

TURNS = 100
HEAD = "select from log_head for update"


async def test_two_processes_on_a_dozen_workflows_lose_double_and_disorder_nothing(
    writer: LogWriter, database: str
) -> None:
    ids = [workflow.id for workflow in await begin_many(writer, 12)]
    async with barrier(database, HEAD, waiting=2):
        processes = [
            await spawn("-m", "tests.db.hammer", database, name, str(TURNS), *ids) for name in ("left", "right")
        ]
    left, right = [json.loads(text) for text in await asyncio.gather(*map(output, processes))]
    recorded = await rows(database, "select idempotency_key, position from workflow_events where position > 12")
    assert {row["idempotency_key"]: [row["position"]] for row in recorded} == left | right
    assert len(left) + len(right) == len(recorded)
    assert min(len(left), len(right)) > TURNS
    assert max(left.values()) > min(right.values())
    assert max(right.values()) > min(left.values())
    await sound_log(database)
