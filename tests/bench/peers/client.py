"""A process that loads all sides over HTTP, in turns, and prints what each round measured.

Its argument is an object: `sides`, each with the `port` and the `pid` of its server, `asked` (note, one or waiting),
how many `connections`, `rounds` and `seconds`, ids of `workflows`, a `token`, and the pid of `postgres`.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from itertools import cycle, repeat

import uvloop

from tests.bench.http_client import Client, Load
from tests.bench.peers.documents import keyed, note, one, waiting
from tests.bench.requests import bearing, connected
from tests.bench.rounds import Round


def requests(asked: str, side: str, token: str, workflows: Sequence[str]) -> Iterator[bytes]:
    """What one connection sends, for ever."""
    match asked:
        case "note":
            return map(keyed, cycle([bearing(token, note(side, each)) for each in workflows]))
        case "one":
            return cycle([bearing(token, one(side, each)) for each in workflows])
        case _:
            return repeat(bearing(token, waiting(side)))


async def measure(
    *,
    sides: Mapping[str, Mapping[str, int]],
    asked: str,
    connections: int,
    rounds: int,
    seconds: float,
    workflows: Sequence[str],
    token: str,
    postgres: int,
) -> list[Round]:
    """All sides in turns, and in each round another one first; a round before the first warms them up."""
    async with AsyncExitStack() as stack:
        clients = {}
        for side, server in sides.items():
            opened = [await stack.enter_async_context(connected(server["port"])) for _ in range(connections)]
            sent = [requests(asked, side, token, workflows[number::connections]) for number in range(connections)]
            clients[side] = Client(opened, server["pid"], postgres), sent
        found = []
        for number in range(rounds + 1):
            order = [*sides][number % len(sides) :] + [*sides][: number % len(sides)]
            loads = {side: await clients[side][0].load(clients[side][1], seconds) for side in order}
            found.append(_round({side: loads[side] for side in sides}))
        return found[1:]


def _round(loads: Mapping[str, Load]) -> Round:
    first, *others = loads
    return {
        **{f"{side}/s": load.rate for side, load in loads.items()},
        **{f"{first} : {other}": loads[first].rate / loads[other].rate for other in others},
        **{f"{side} CPU ms": load.server_cpu * 1000 for side, load in loads.items()},
        **{f"{side} Postgres CPU ms": load.postgres_cpu * 1000 for side, load in loads.items()},
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
