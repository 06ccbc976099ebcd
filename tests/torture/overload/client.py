"""A process that sends mutations on many connections, each the next one after the other's answer, and prints what came.

Its argument is an object: the server's `port`, how many `connections`, for how many `seconds`.
"""

import asyncio
import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
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
"""Seconds after which a client gives an answer up, and asks again; one that was refused does as it was told."""

_RETRY_AFTER = re.compile(rb"\r\nretry-after: (\d+)\r\n", re.IGNORECASE)

_WORKFLOWS = 64


async def load(*, port: int, connections: int, seconds: float) -> dict[str, Any]:
    """How often each answer came, and how long the answers took."""
    async with connected(port) as connection:
        workflows = [await begin(connection) for _ in range(_WORKFLOWS)]
    notes = [operation(mutation("addNote"), input={"workflowId": each, "text": "More."}) for each in workflows]
    took: defaultdict[str, list[float]] = defaultdict(list)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(connections):
            client = _Client(port, notes[number % _WORKFLOWS], took)
            tasks.create_task(client.ask(PATIENCE * number / connections, began + seconds))
    return {
        "began": began,
        "answers": Counter({kind: len(each) for kind, each in took.items()}),
        "percentiles": {kind: _percentiles(each) for kind, each in took.items()},
    }


@dataclass(frozen=True, slots=True)
class _Client:
    """Sends a request again and again, and notes how long each kind of answer took."""

    port: int
    request: bytes
    took: defaultdict[str, list[float]]

    async def ask(self, pause: float, ends: float) -> None:
        """Ask from now on, after a pause, until the end."""
        with closing(Lines()) as lines:
            while time.perf_counter() + pause < ends:
                await asyncio.sleep(pause)
                began = time.perf_counter()
                reply = await lines.ask(self.port, self.request, PATIENCE)
                kind = _kind(reply)
                self.took[kind].append(time.perf_counter() - began)
                pause = 0.0 if kind == SUCCESS else max(0.0, began + PATIENCE - time.perf_counter())
                if reply is not None and (told := _RETRY_AFTER.search(reply.head)):
                    pause = float(told[1])


def _kind(reply: Reply | None) -> str:
    if reply is None:
        return NONE
    match answer_of(reply):
        case Success():
            return SUCCESS
        case Refused(code=code) | Failed(code=code):
            clear = reply.status == 503 and code == "OVERLOADED" and _RETRY_AFTER.search(reply.head) is not None
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
