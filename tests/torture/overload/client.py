"""A process that sends mutations on many connections, each the next one after the other's answer, and prints what came.

Its argument is an object: the server's `port`, how many `connections`, for how many `seconds`.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import uvloop

from tests.bench.builds import begin
from tests.bench.machine import allow_many_connections
from tests.bench.requests import Reply, connected, operation
from tests.torture.clients.documents import answer_of, mutation
from tests.torture.clients.lines import Lines
from tests.torture.overload.answers import NONE, REFUSED, SUCCESS
from tests.torture.records import Failed, Refused, Success

PATIENCE = 1.0
"""Seconds after which a client gives an answer up; whoever was not served asks again at the latest then."""

_WORKFLOWS = 64


async def load(*, port: int, connections: int, seconds: float) -> dict[str, Any]:
    """How often each answer came, and how long the answers took."""
    async with connected(port) as connection:
        workflows = [await begin(connection) for _ in range(_WORKFLOWS)]
    notes = [operation(mutation("addNote"), input={"workflowId": each, "text": "More."}) for each in workflows]
    took: defaultdict[str, list[float]] = defaultdict(list)
    async with asyncio.TaskGroup() as tasks:
        for number in range(connections):
            tasks.create_task(_ask(port, notes[number % _WORKFLOWS], seconds, took))
    return {
        "answers": Counter({kind: len(each) for kind, each in took.items()}),
        "percentiles": {kind: _percentiles(each) for kind, each in took.items()},
    }


async def _ask(port: int, request: bytes, seconds: float, took: defaultdict[str, list[float]]) -> None:
    ends = time.perf_counter() + seconds
    with closing(Lines()) as lines:
        while (began := time.perf_counter()) < ends:
            kind = _kind(await lines.ask(port, request, PATIENCE))
            took[kind].append(time.perf_counter() - began)
            if kind != SUCCESS:
                await asyncio.sleep(began + PATIENCE - time.perf_counter())


def _kind(reply: Reply | None) -> str:
    if reply is None:
        return NONE
    match answer_of(reply):
        case Success():
            return SUCCESS
        case Refused(code=code) | Failed(code=code):
            clear = reply.status == 503 and code == "OVERLOADED" and b"\r\nretry-after: " in reply.head.lower()
            return REFUSED if clear else f"{code}, {reply.status}"
        case other:
            return type(other).__name__


def _percentiles(taken: Sequence[float]) -> tuple[float, float]:
    if len(taken) < 2:
        return taken[0], taken[0]
    found = statistics.quantiles(taken, n=100, method="inclusive")
    return found[49], found[98]


if __name__ == "__main__":
    allow_many_connections()
    print(json.dumps(uvloop.run(load(**json.loads(sys.argv[1])))))
