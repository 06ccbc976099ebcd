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


@dataclass(frozen=True, slots=True)
class Load:
    """How many of each answer came in `seconds` since it `began`; how long half and 99 of 100 of them took at most.

    When it began is a moment of `time.perf_counter`, which is the same clock for all processes.
    """

    connections: int
    began: float
    seconds: float
    answers: Mapping[str, int]
    percentiles: Mapping[str, tuple[float, float]]

    @property
    def goodput(self) -> float:
        """Successes a second."""
        return self.answers.get(SUCCESS, 0) / self.seconds

    @property
    def others(self) -> int:
        """Answers that are neither successes nor clear refusals."""
        return sum(count for kind, count in self.answers.items() if kind not in {SUCCESS, REFUSED})


async def loaded(port: int, connections: int, seconds: float) -> Load:
    """Load the server from a process of its own."""
    given = json.dumps({"port": port, "connections": connections, "seconds": seconds})
    command = [sys.executable, "-m", "tests.torture.overload.client", given]
    process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, stdout=asyncio.subprocess.PIPE)
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found: dict[str, Any] = json.loads(output)
    spreads = {name: tuple(each) for name, each in found["percentiles"].items()}
    return Load(connections, found["began"], seconds, found["answers"], spreads)
