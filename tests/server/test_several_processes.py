"""Several processes that serve one address are one server to those who watch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.api.sockets import Socket, socket
from tests.db.hints.opening import WAYS
from tests.db.waiting import until
from tests.server.connections import serving_process
from tests.serving import ServerProcess, serving

FOLLOW = 'subscription { workflowEvents(after: "START") { kind workflowId } }'
START = """mutation { startWorkflow(input: {projectId: "p", buildId: "b", title: "T", requirements: "R"}) {
  ... on StartWorkflowSuccess { workflow { id } }
} }"""


async def process_of(server: ServerProcess, opened: Socket) -> int:
    """The pid of the process that serves a socket."""
    port = int(server.url.rpartition(":")[2])
    found: list[int] = []

    async def known() -> bool:
        pid = serving_process(server.process.pid, port, opened.connection.local_address[1])
        found.extend([pid] if pid is not None else [])
        return pid is not None

    await until(known)
    return found[0]


@asynccontextmanager
async def one_socket_each(server: ServerProcess) -> AsyncIterator[tuple[Socket, Socket]]:
    """Two sockets that different processes serve."""
    async with AsyncExitStack() as opened:
        sockets: dict[int, Socket] = {}

        async def two() -> bool:
            one = await opened.enter_async_context(socket(f"{server.url}/graphql"))
            sockets[await process_of(server, one)] = one
            return len(sockets) == 2

        await until(two)
        left, right = sockets.values()
        yield left, right


@pytest.mark.parametrize("name", WAYS)
async def test_who_subscribes_at_one_process_hears_of_a_mutation_at_another(
    name: str, database: str, log: Path
) -> None:
    async with WAYS[name](database) as way:
        settings = {"DATABASE_URL": database, "BROADCAST_URL": way.url, "WEB_CONCURRENCY": "2"}
        with serving(settings, log) as server:
            await way.heard_by(2)
            async with one_socket_each(server) as (watching, acting):
                await watching.subscribe("watch", FOLLOW)
                await watching.settle()
                await acting.subscribe("act", START)
                identity = (await acting.next("act"))["startWorkflow"]["workflow"]["id"]
                event = (await watching.next("watch"))["workflowEvents"]
                assert event == {"kind": "STARTED", "workflowId": identity}
    assert "no hints" not in await asyncio.to_thread(log.read_text)
