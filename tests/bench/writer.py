"""Commands per second through the writer, against pgbench with the same transaction and one commit each.

The writer runs alone, without a feed, in this process's event loop; both append to the same tables of one server.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import uvloop

from db.embedded import EmbeddedPostgres
from db.log.writer import LogWriter
from domain.commands import Change
from domain.vocabulary import Phase, State, WorkflowId
from domain.workflow import Workflow
from tests.bench import pgbench
from tests.bench.rounds import Effort, Part, Round, Row
from tests.db.asks import rollback, start, step
from tests.db.writers import committed, do, running, together

WORKFLOWS = 256
LEVELS = (1, 16, 64)


def measure(server: EmbeddedPostgres, effort: Effort, levels: Sequence[int] = LEVELS) -> Part:
    """Take turns with pgbench, each on workflows of its own."""
    ours = uvloop.run(_begin(server.url))
    rows = [
        Row(f"in flight: {level}", [_turn(server, ours, level, effort) for _ in range(effort.rounds)])
        for level in levels
    ]
    return Part(
        "writer", "Commands through the writer, against pgbench with one commit each (wanted at 64: a ratio of 3)", rows
    )


async def _begin(url: str) -> list[Workflow]:
    """Start workflows for both sides, and give ours."""
    async with running(url) as writer:
        theirs = (WorkflowId(pgbench.workflow_id(number)) for number in range(WORKFLOWS))
        await together(writer, *(replace(start(), workflow_id=identity) for identity in theirs))
        return [answer.workflow.workflow for answer in await together(writer, *(start() for _ in range(WORKFLOWS)))]


def _turn(server: EmbeddedPostgres, workflows: list[Workflow], in_flight: int, effort: Effort) -> Round:
    ours = uvloop.run(_commands_per_second(server.url, workflows, in_flight, effort.seconds))
    theirs = pgbench.commits_per_second(server, in_flight, WORKFLOWS, effort.seconds)
    return {"commands/s": ours, "pgbench commits/s": theirs, "ratio": ours / theirs}


async def _commands_per_second(url: str, workflows: list[Workflow], in_flight: int, seconds: float) -> float:
    async with running(url) as writer:
        (workflows[0],) = [answer.workflow.workflow for answer in await do(writer, forward(workflows[0]))]
        began = time.perf_counter()
        until = began + seconds
        done = await asyncio.gather(
            *(_work(writer, workflows, range(number, WORKFLOWS, in_flight), until) for number in range(in_flight))
        )
        return sum(done) / (time.perf_counter() - began)


async def _work(writer: LogWriter, workflows: list[Workflow], mine: range, until: float) -> int:
    """Send one command after the other to some of the workflows in turn; gives how many were carried out."""
    done = 0
    for number in cycle(mine):
        if time.perf_counter() >= until:
            break
        workflows[number] = committed(await writer.submit(forward(workflows[number]))).workflow.workflow
        done += 1
    return done


def forward(workflow: Workflow) -> Change:
    """The owner's next step, or another run once the workflow is complete."""
    return rollback(workflow, Phase.DISCOVERY) if workflow.state is State.COMPLETE else step(workflow)
