"""A process that opens many subscriptions, lets each get one event, and prints what they add to the server's memory.

Its argument is an object: the `port` of the server, the `server`'s pid, and how many `subscribers`.
"""

import json
import sys

import uvloop

from tests.bench.audiences import our_audience
from tests.bench.cpu import resident
from tests.bench.rounds import Round
from tests.bench.subscribers import Tally


async def measure(*, port: int, server: int, subscribers: int, rounds: int, seconds: float) -> list[Round]:
    """One round: a server never gives back what it once took."""
    del rounds, seconds
    await _one_event(port, 1)
    before = resident(server)
    return [{"KiB each": (await _one_event(port, subscribers, server) - before) / 1024 / subscribers}]


async def _one_event(port: int, size: int, pid: int | None = None) -> int:
    async with our_audience(port, size, 1, Tally()) as audience, audience.stage() as make_event:
        audience.tally.expect(size)
        await make_event()
        await audience.tally.complete()
        return 0 if pid is None else resident(pid)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
