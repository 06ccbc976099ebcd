"""A process that hammers workflows for a while, and prints the keys and positions of what was acknowledged.

Arguments: the database, a name for its keys, how many commands each of its workers sends, and the workflows' ids.
"""

import asyncio
import json
import sys
from random import Random

from db.log.answers import Committed
from db.log.writer import LogWriter
from domain.commands import Change
from domain.vocabulary import Phase, State, Status, WorkflowId
from domain.workflow import Workflow
from tests.db.asks import claim, note, release, resume, rollback, step
from tests.db.claims import run_out
from tests.db.writers import committed, running

WORKERS = 8


async def hammer(url: str, name: str, turns: int, ids: list[WorkflowId]) -> dict[str, list[int]]:
    """Positions of the acknowledged events, by key."""
    random = Random(name)
    acknowledged: dict[str, list[int]] = {}

    async def worker(writer: LogWriter, number: int) -> None:
        for turn in range(turns):
            identity = random.choice(ids)
            if random.random() < 0.03:
                await run_out(url, identity)
                writer.expire([identity])
            key = f"{name} {number} {turn}"
            answer = await writer.submit(something(random, known[identity]), key)
            assert answer.workflow is not None
            known[identity] = answer.workflow.workflow
            if isinstance(answer, Committed):
                acknowledged[key] = [int(stored.position) for stored in answer.events]

    async with running(url) as writer:
        first = [committed(await writer.submit(note(identity), f"{name} {identity}")) for identity in ids]
        known = {answer.workflow.workflow.id: answer.workflow.workflow for answer in first}
        acknowledged |= {f"{name} {one.workflow.workflow.id}": [int(one.events[0].position)] for one in first}
        await asyncio.gather(*(worker(writer, number) for number in range(WORKERS)))
    return acknowledged


def something(random: Random, workflow: Workflow) -> Change:
    """A note, a worker that comes or goes, or what comes next."""
    kind = random.random()
    if kind < 0.3:
        return note(workflow.id)
    if kind < 0.5 and workflow.claim is None:
        return claim(workflow)
    return release(workflow) if kind < 0.35 else forward(workflow)


def forward(workflow: Workflow) -> Change:
    """What comes next: the owner's step, new rounds where there are none left, or another run once it is complete."""
    if workflow.status is Status.ESCALATED:
        return resume(workflow.id)
    return rollback(workflow, Phase.PLANNING) if workflow.state is State.COMPLETE else step(workflow)


if __name__ == "__main__":
    database, label, count, *workflow_ids = sys.argv[1:]
    print(json.dumps(asyncio.run(hammer(database, label, int(count), [WorkflowId(one) for one in workflow_ids]))))
