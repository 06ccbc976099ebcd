"""What a server may answer that has too much to do, and what came of a load."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.serving import PROJECT

SUCCESS = "successes"
REFUSED = "refused as OVERLOADED, with 503 and Retry-After"
NONE = "no answer in time"
LOST = "connection lost"
MISSING = frozenset({NONE, LOST})


@dataclass(frozen=True, slots=True)
class Load:
    """How many of each answer came in `seconds` since it `began`; how long half and 99 of 100 of them took at most.

    When it began is a moment of `time.perf_counter`, which is the same clock for all processes. `earlier` is what came
    while the clients did. The clients themselves used `cpu` of a core, and 99 of 100 attempts were no more than `late`
    seconds late.
    """

    connections: int
    began: float
    seconds: float
    answers: Mapping[str, int]
    percentiles: Mapping[str, tuple[float, float]]
    earlier: Mapping[str, int]
    cpu: float
    late: float

    @property
    def goodput(self) -> float:
        """Successes a second."""
        return self.answers.get(SUCCESS, 0) / self.seconds

    @property
    def offered(self) -> float:
        """Attempts a second."""
        return sum(self.answers.values()) / self.seconds

    @property
    def missing(self) -> float:
        """Which part of the attempts got no answer in time."""
        return sum(self.answers.get(kind, 0) for kind in MISSING) / max(1, sum(self.answers.values()))

    @property
    def others(self) -> int:
        """Answers that are neither successes nor clear refusals."""
        return sum(count for kind, count in self.answers.items() if kind not in {SUCCESS, REFUSED, *MISSING})


async def loaded(
    port: int, connections: int, seconds: float, arriving: float, *, eager: bool, pace: float = 1.0
) -> Load:
    """Load the server from a process of its own."""
    wishes = {
        "port": port,
        "connections": connections,
        "seconds": seconds,
        "arriving": arriving,
        "eager": eager,
        "pace": pace,
    }
    command = [sys.executable, "-m", "tests.torture.overload.client", json.dumps(wishes)]
    process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, stdout=asyncio.subprocess.PIPE)
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found: dict[str, Any] = json.loads(output)
    spreads = {name: tuple(each) for name, each in found.pop("percentiles").items()}
    return Load(connections, seconds=seconds, percentiles=spreads, **found)
