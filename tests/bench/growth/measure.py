"""Turns of both sides, and what they cost."""

import statistics
import time
from contextlib import aclosing
from dataclasses import dataclass

from tests.bench.cpu import postgres_cpu, process_cpu
from tests.bench.growth.operations import Operation
from tests.bench.growth.site import Site
from tests.bench.requests import connected
from tests.bench.rounds import Round, Row

CPU_RATIO = "CPU ratio"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for each request: of the server's CPU, of Postgres's, and until the answer."""

    server: float
    postgres: float
    latency: float


async def compare(operation: Operation, small: Site, big: Site, rounds: int, count: int) -> Row:
    """Both sides in turns, in so many rounds of so many requests; who begins alternates. The first round warms up."""
    measured = []
    for number in range(rounds + 1):
        first, second = (small, big) if number % 2 else (big, small)
        costs = {first.port: await _turn(operation, first, count), second.port: await _turn(operation, second, count)}
        measured.append(_round(costs[small.port], costs[big.port]))
    return Row(operation.name, measured[1:])


async def _turn(operation: Operation, site: Site, count: int) -> Cost:
    latencies: list[float] = []
    before = after = (0.0, 0.0)
    async with connected(site.port) as site.connection, aclosing(operation.turn(site, count)) as turn:
        async for once in turn:
            before = before if latencies else _cpu(site)
            began = time.perf_counter()
            await once()
            latencies.append(time.perf_counter() - began)
            after = _cpu(site) if len(latencies) == count else after
    server, postgres = ((end - start) / count * 1000 for start, end in zip(before, after, strict=True))
    return Cost(server, postgres, statistics.median(latencies) * 1000)


def _cpu(site: Site) -> tuple[float, float]:
    server, postgres = site.pids
    return process_cpu(server), postgres_cpu(postgres)


def _round(small: Cost, big: Cost) -> Round:
    return {
        "server CPU ms, small": small.server,
        "server CPU ms, big": big.server,
        "Postgres CPU ms, small": small.postgres,
        "Postgres CPU ms, big": big.postgres,
        "p50 ms, small": small.latency,
        "p50 ms, big": big.latency,
        CPU_RATIO: (big.server + big.postgres) / (small.server + small.postgres),
        "latency ratio": big.latency / small.latency,
    }
