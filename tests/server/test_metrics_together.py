"""What /metrics shows of several processes: one page that is right for all, whoever answers."""

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from tests.api.client import Client
from tests.api.scraping import Page, scrape
from tests.serving import ServerProcess, serving

COMMANDS = 24
SERVED = {"kind": "startWorkflow", "result": "SUCCESS"}


async def command(server: ServerProcess) -> None:
    """Start a workflow over a connection of its own, which any of the processes may take."""
    async with httpx.AsyncClient(timeout=60) as http:
        await Client(f"{server.url}/graphql", http).start()


async def pages(server: ServerProcess) -> list[Page]:
    """Several scrapes at once."""
    return await asyncio.gather(*(scrape(server.url) for _ in range(8)))


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it holds: processes take their time to start."""
    async with asyncio.timeout(60):
        while not await condition():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.2)


def started(log: Path) -> list[int]:
    """The ids of the processes that have begun to serve, one after the other."""
    return [int(found) for found in re.findall(r"Started server process \[(\d+)\]", log.read_text())]


async def test_the_figures_of_several_processes_add_up_also_when_one_is_killed_and_replaced(
    settings: dict[str, str], log: Path
) -> None:
    with serving({**settings, "WEB_CONCURRENCY": "2"}, log) as server:

        async def all_serve() -> bool:
            return all(page.value("handoff_processes") == 2 for page in await pages(server))

        await eventually(all_serve)
        await asyncio.gather(*(command(server) for _ in range(COMMANDS)))
        assert {page.value("handoff_commands_total", **SERVED) for page in await pages(server)} == {COMMANDS}
        assert {page.value("handoff_events_total", kind="STARTED") for page in await pages(server)} == {COMMANDS}
        os.kill(started(log)[0], signal.SIGKILL)

        async def is_replaced() -> bool:
            return len(started(log)) == 3 and await all_serve()

        await eventually(is_replaced)
        await command(server)
        found = await pages(server)
        assert {page.value("handoff_commands_total", **SERVED) for page in found} == {COMMANDS + 1}
        assert {page.value("handoff_log_position") for page in found} == {COMMANDS + 1}
        assert {page.value("handoff_pool_connections_max") for page in found} == {20}
