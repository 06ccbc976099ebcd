"""A process that loads the sampled server over HTTP, and prints what each round measured.

Its argument is an object: the server's `port`, what is `asked` (note or workflow), how many `connections` and `rounds`,
`seconds` of the server's CPU in each to take samples of, the `token` to show, the pipe that its `samples` come by, and
the pids of `server` and `postgres`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from itertools import repeat
from pathlib import Path

import uvloop

from domain.vocabulary import Role
from tests.bench.builds import NEW, START, step
from tests.bench.http_client import Client
from tests.bench.peers.documents import keyed, note, one
from tests.bench.peers.ground import HALFWAY
from tests.bench.requests import Connection, bearing, connected, operation
from tests.bench.rounds import Round
from tests.bench.shares.layers import LAYERS, OTHER
from tests.bench.shares.sampler import BEGIN, END

_TURN = 0.5
"""How long the turn without samples is, and each of those with them, as a part of `seconds`."""
_MOST = 3


async def measure(
    *,
    port: int,
    asked: str,
    connections: int,
    rounds: int,
    seconds: float,
    token: str,
    samples: str,
    server: int,
    postgres: int,
) -> list[Round]:
    """Turns without samples and with them; one before the first warms up."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connected(port)) for _ in range(connections)]
        client = Client(opened, server, postgres)
        workflows = [await halfway(connection, token) for connection in opened]
        requests = [_requests(asked, token, workflow) for workflow in workflows]
        await client.load(requests, seconds * _TURN)
        return [await _round(client, requests, seconds, Path(samples)) for _ in range(rounds)]


async def halfway(connection: Connection, token: str) -> str:
    """A new workflow in TESTING; gives its id."""
    answer = json.loads(await connection.send(bearing(token, operation(START, input=NEW | {"role": Role.Q_ASSISTANT}))))
    identity: str = answer["data"]["startWorkflow"]["workflow"]["id"]
    for state in HALFWAY:
        await connection.send(bearing(token, step(identity, state)))
    return identity


def _requests(asked: str, token: str, workflow: str) -> Iterator[bytes]:
    """What one connection sends, for ever."""
    if asked == "note":
        return map(keyed, repeat(bearing(token, note("ours", workflow))))
    return repeat(bearing(token, one("ours", workflow)))


async def _round(client: Client, requests: list[Iterator[bytes]], seconds: float, samples: Path) -> Round:
    plain = await client.load(requests, seconds * _TURN)
    os.kill(client.server, BEGIN)
    sampled = await _load_for_cpu(client, requests, seconds)
    os.kill(client.server, END)
    found: Mapping[str, int] = json.loads(await asyncio.to_thread(samples.read_text))
    total = sum(found.values())
    return {
        "requests/s": plain.rate,
        "CPU µs": plain.server_cpu * 1e6,
        "CPU µs, sampled": sampled * 1e6,
        "samples": total,
        **{f"{layer}, %": 100 * found.get(layer, 0) / max(1, total) for layer in (*LAYERS, OTHER)},
    }


async def _load_for_cpu(client: Client, requests: list[Iterator[bytes]], seconds: float) -> float:
    """Load until the server has used so many seconds of CPU, in _MOST times that time; gives what each request took.

    A server that waits for the disk takes samples more slowly than one that never waits.
    """
    used, count, until = 0.0, 0, time.perf_counter() + _MOST * seconds
    while used < seconds and time.perf_counter() < until:
        load = await client.load(requests, seconds * _TURN)
        used, count = used + load.server_cpu * len(load.taken), count + len(load.taken)
    return used / count


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
