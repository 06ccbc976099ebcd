"""A process that subscribes many times, makes events one after another, and prints what each round measured.

Its argument is an object: the `port` and `bare_port` of the servers, how many `subscribers` of how many `workflows`,
`rounds` and `seconds`, and the pids of the servers, `server` and `bare`, whose CPU time it reads.
"""

import json
import sys
import time

import uvloop

from tests.bench.audiences import Audience, bare_audience, our_audience
from tests.bench.cpu import process_cpu
from tests.bench.rounds import Round
from tests.bench.subscribers import Tally

_EVENTS = 300
"""The most events of one turn, so that all rounds stay below what a workflow holds."""


async def _turn(audience: Audience, pid: int, seconds: float) -> tuple[float, float]:
    """Deliveries a second, and CPU seconds of `pid` for each: of one event, and of more while there is time."""
    async with audience.stage() as make_events:
        before, began = process_cpu(pid), time.perf_counter()
        elapsed, events = 0.0, 0
        while events == 0 or (elapsed < seconds and events < _EVENTS):
            audience.tally.expect(audience.size)
            await make_events()
            await audience.tally.complete()
            events += 1
            elapsed = time.perf_counter() - began
        deliveries = events * audience.size
        return deliveries / elapsed, (process_cpu(pid) - before) / deliveries


async def measure(
    *, port: int, bare_port: int, subscribers: int, workflows: int, rounds: int, seconds: float, server: int, bare: int
) -> list[Round]:
    """Both servers in turns; the bare one sends what ours sent last."""
    async with our_audience(port, subscribers, workflows, Tally()) as ours:
        await _turn(ours, server, 0)
        async with bare_audience(bare_port, subscribers, workflows, ours.tally.last) as theirs:
            await _turn(theirs, bare, 0)
            return [
                _round(await _turn(ours, server, seconds), await _turn(theirs, bare, seconds)) for _ in range(rounds)
            ]


def _round(ours: tuple[float, float], bare: tuple[float, float]) -> Round:
    return {
        "deliveries/s": ours[0],
        "bare deliveries/s": bare[0],
        "ratio": ours[0] / bare[0],
        "CPU us each": ours[1] * 1e6,
        "bare CPU us each": bare[1] * 1e6,
        "CPU ratio": ours[1] / bare[1],
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
