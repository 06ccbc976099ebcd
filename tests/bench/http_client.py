"""A process that loads the server over HTTP, and prints what each round measured.

Its argument is an object: the server's `port`, how many `connections`, `rounds` and `seconds`, and the pids of `server`
and `postgres`, whose CPU time it reads.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, repeat

import uvloop

from tests.bench.builds import builds
from tests.bench.cpu import postgres_cpu, process_cpu
from tests.bench.requests import LIVE, Connection, connected
from tests.bench.rounds import Round

_WARM_UP_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Load:
    """What one kind of requests came to: how many a second, how long each took, and CPU seconds for each."""

    rate: float
    taken: Sequence[float]
    server_cpu: float
    postgres_cpu: float


@dataclass(frozen=True, slots=True)
class Client:
    """Open connections to a server of which the pids are known."""

    connections: Sequence[Connection]
    server: int
    postgres: int

    async def load(self, requests: Sequence[Iterator[bytes]], seconds: float) -> Load:
        """Send each connection's requests, one after the other, for as long."""
        before = process_cpu(self.server), postgres_cpu(self.postgres)
        began = time.perf_counter()
        pairs = zip(self.connections, requests, strict=True)
        each = await asyncio.gather(*(_work(connection, mine, began + seconds) for connection, mine in pairs))
        elapsed = time.perf_counter() - began
        taken = [one for several in each for one in several]
        server, postgres = process_cpu(self.server) - before[0], postgres_cpu(self.postgres) - before[1]
        return Load(len(taken) / elapsed, taken, server / len(taken), postgres / len(taken))


async def _work(connection: Connection, requests: Iterator[bytes], until: float) -> list[float]:
    taken = []
    began = time.perf_counter()
    while began < until:
        await connection.send(next(requests))
        ended = time.perf_counter()
        taken.append(ended - began)
        began = ended
    return taken


def _round(mutations: Load, bare: Load) -> Round:
    percentiles = statistics.quantiles(mutations.taken, n=100)
    return {
        "mutations/s": mutations.rate,
        "p50 ms": percentiles[49] * 1000,
        "p99 ms": percentiles[98] * 1000,
        "server CPU ms": mutations.server_cpu * 1000,
        "Postgres CPU ms": mutations.postgres_cpu * 1000,
        "bare requests/s": bare.rate,
        "bare CPU ms": bare.server_cpu * 1000,
        "ratio": mutations.rate / bare.rate,
        "CPU ratio": mutations.server_cpu / bare.server_cpu,
    }


async def measure(
    *, port: int, connections: int, rounds: int, seconds: float, server: int, postgres: int
) -> list[Round]:
    """Mutations and bare requests, in turns."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connected(port)) for _ in range(connections)]
        client = Client(opened, server, postgres)
        mutations = [cycle(await builds(connection)) for connection in opened]
        bare = [repeat(LIVE) for _ in opened]
        await client.load(mutations, _WARM_UP_SECONDS)
        return [_round(await client.load(mutations, seconds), await client.load(bare, seconds)) for _ in range(rounds)]


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
