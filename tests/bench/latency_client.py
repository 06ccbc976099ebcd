"""A process that makes events, and prints how long after the mutation's answer the subscribers have each of them.

Its argument is an object: the `port` of the server that is told, those of `others` on the same database, how many
`subscribers`, `rounds` and `seconds`.
"""

import json
import statistics
import sys
import time

import uvloop

from tests.bench.audiences import Audience, our_audience
from tests.bench.rounds import Round
from tests.bench.subscribers import Tally


class Clock(Tally):
    """Notes when each text came."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def add(self, text: bytes) -> None:
        """Note the time, and count it."""
        self.times.append(time.perf_counter())
        super().add(text)


async def measure(*, port: int, others: list[int], subscribers: int, rounds: int, seconds: float) -> list[Round]:
    """One event after the other, in rounds."""
    clock = Clock()
    async with our_audience(port, subscribers, 1, clock, others) as audience:
        await _round(audience, clock, 0)
        return [await _round(audience, clock, seconds) for _ in range(rounds)]


async def _round(audience: Audience, clock: Clock, seconds: float) -> Round:
    delays: list[float] = []
    until = time.perf_counter() + seconds
    async with audience.stage() as make_event:
        while len(delays) < 2 or time.perf_counter() < until:
            clock.times.clear()
            clock.expect(audience.size)
            await make_event()
            answered = time.perf_counter()
            await clock.complete()
            delays += [(at - answered) * 1000 for at in clock.times]
    percentiles = statistics.quantiles(delays, n=100, method="inclusive")
    return {"p50 ms": percentiles[49], "p99 ms": percentiles[98]}


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
