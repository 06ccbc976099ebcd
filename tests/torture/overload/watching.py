"""What else is looked at while a server has too much to do: a subscriber, and the server's memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from tests.api.sockets import raw_socket
from tests.bench.cpu import resident
from tests.torture.clients.documents import subscription
from tests.torture.records import Filter

_QUIET = {"ping_interval": None, "proxy": None, "max_queue": None}


@dataclass(slots=True)
class Watch:
    """When events came, and how much memory the server had in use, in bytes, when it was looked at."""

    times: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def longest_silence(self, began: float, seconds: float) -> float:
        """Seconds between one event and the next, or the beginning or the end of this time."""
        ends = began + seconds
        moments = [began, *(moment for moment in self.times if began < moment < ends), ends]
        return max(later - earlier for earlier, later in pairwise(moments))


@asynccontextmanager
async def watched(port: int, pid: int) -> AsyncIterator[Watch]:
    """Watch until the end of the block."""
    watch = Watch()
    tasks = [asyncio.create_task(_follow(port, watch)), asyncio.create_task(_weigh(pid, watch))]
    try:
        yield watch
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for each in ended:
        if isinstance(each, Exception):
            raise each


async def _follow(port: int, watch: Watch) -> None:
    async with raw_socket(f"http://127.0.0.1:{port}/graphql", **_QUIET) as socket:
        await socket.initialise()
        document, variables = subscription(Filter())
        await socket.subscribe("all", document, **variables)
        async for _ in socket.connection:
            watch.times.append(time.perf_counter())


async def _weigh(pid: int, watch: Watch) -> None:
    while True:
        watch.memory.append(resident(pid))
        await asyncio.sleep(0.1)
