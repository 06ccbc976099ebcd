"""A process that sends mutations on many connections, and prints what came of them.

Its argument is an object: the server's `port`, how many `connections`, for how many `seconds` after all of them have
come in the course of `arriving` seconds, and whether they are `eager`: then each asks as soon as it is answered, else
every `pace` seconds.
"""

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tests.bench.builds import begin
from tests.bench.machine import allow_many_connections
from tests.bench.requests import Reply, connected, operation
from tests.torture.clients.documents import answer_of, mutation
from tests.torture.overload.answers import REFUSED, SUCCESS
from tests.torture.overload.crowd import Crowd
from tests.torture.records import Failed, Refused, Success

_RETRY_AFTER = re.compile(rb"\r\nretry-after: \d+\r\n", re.IGNORECASE)

_WORKFLOWS = 64


async def notes(port: int) -> list[bytes]:
    """Requests that add notes to as many workflows."""
    async with connected(port) as connection:
        workflows = [await begin(connection) for _ in range(_WORKFLOWS)]
    return [operation(mutation("addNote"), input={"workflowId": each, "text": "More."}) for each in workflows]


def load(*, port: int, connections: int, seconds: float, arriving: float, eager: bool, pace: float) -> dict[str, Any]:
    """How often each answer came, and how long the answers took."""
    requests = asyncio.run(notes(port))
    began = time.perf_counter()
    measured = began + arriving
    crowd = Crowd(_kind, measured + seconds, eager=eager, pace=pace)
    used = time.process_time()
    crowd.run(port, [requests[number % _WORKFLOWS] for number in range(connections)], began, arriving)
    taken = {kind: [took for came, took in each if came >= measured] for kind, each in crowd.took.items()}
    return {
        "began": measured,
        "answers": {kind: len(each) for kind, each in taken.items()},
        "earlier": {kind: len(each) - len(taken[kind]) for kind, each in crowd.took.items()},
        "percentiles": {kind: _percentiles(each) for kind, each in taken.items() if each},
        "cpu": (time.process_time() - used) / (time.perf_counter() - began),
        "late": _percentiles(crowd.late)[1],
    }


@lru_cache(maxsize=1024)
def _kind(reply: Reply) -> str:
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
    print(json.dumps(load(**json.loads(sys.argv[1]))))
