"""Many who watch, and what the server holds for them."""

import asyncio
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from domain.vocabulary import WorkflowId
from tests.api.conftest import Running
from tests.api.sockets import Socket, raw_socket
from tests.db import asks
from tests.db.waiting import until
from tests.db.writers import committed

FOLLOW = """
subscription($after: String, $id: ID) {
  workflowEvents(after: $after, workflowId: $id) { id cursor sequence kind message notes }
}
"""


@asynccontextmanager
async def watching(running: Running, count: int, query: str = FOLLOW, **variables: Any) -> AsyncIterator[list[Socket]]:
    """So many WebSockets, each with the subscription "s"."""
    async with AsyncExitStack() as opened:
        ways = (raw_socket(running.url, close_timeout=0.5) for _ in range(count))
        watchers = [await opened.enter_async_context(way) for way in ways]
        for watcher in watchers:
            await watcher.initialise()
            await watcher.subscribe("s", query, **variables)
        yield watchers


def cohorts(running: Running) -> int:
    """How many cohorts there are."""
    return len(running.endpoint.cohorts._cohorts)


def members(running: Running) -> int:
    """How many members all cohorts have."""
    return sum(len(cohort._members) for cohort in running.endpoint.cohorts._cohorts.values())


async def joined(running: Running, count: int, *, of: int = 1) -> None:
    """Wait until the members of all cohorts, `of` of them, are so many, and all of them are served directly."""

    async def there() -> bool:
        found = [member for cohort in running.endpoint.cohorts._cohorts.values() for member in cohort._members]
        return len(found) == count and cohorts(running) == of and all(getattr(one, "_current", 0) for one in found)

    await until(there)


async def no_cohort(running: Running) -> None:
    """Wait until no cohort is left, nor a task of one."""

    async def gone() -> bool:
        return cohorts(running) == 0 and not [task for task in asyncio.all_tasks() if task.get_name() == "cohort"]

    await until(gone)


async def note(running: Running, identity: str, text: str = "Note.") -> None:
    """Add a note, by the shortest way."""
    committed(await running.store.writer.submit(asks.note(WorkflowId(identity), text)))


def narrow(running: Running) -> None:
    """Let the kernel hold little of what is sent to connections that come from now on."""
    for server in running.server.servers:
        for listener in server.sockets:
            listener.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 32_768)
