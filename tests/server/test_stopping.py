"""A server that is told to stop: whoever is connected hears of it, what is under way is finished, nothing is left."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.api.client import Client
from tests.api.sockets import Socket, socket
from tests.api.streams import Stream, stream
from tests.db.embedded.support import alive, wait_until
from tests.db.waiting import until
from tests.server.processes import postmaster, start, wait_until_all_are_gone
from tests.serving import ServerProcess, serving

FOLLOW = 'subscription { workflowEvents(after: "START") { sequence } }'
GOING_AWAY = {1001, 1012}
SECONDS = 10


@asynccontextmanager
async def connected(server: ServerProcess) -> AsyncIterator[tuple[Client, Socket, Stream]]:
    """A client of the server with a WebSocket and a stream that both follow the log."""
    url = f"{server.url}/graphql"
    async with httpx.AsyncClient(timeout=SECONDS) as http:
        client = Client(url, http)
        await client.start()
        async with socket(url) as live, stream(client, FOLLOW) as events:
            await live.subscribe("s", FOLLOW)
            await live.next("s")
            await events.next()
            yield client, live, events


@asynccontextmanager
async def held_up(data_dir: Path) -> AsyncIterator[asyncpg.Connection]:
    """Hold up all that writes until the end of the block."""
    url = f"postgresql://handoff@/handoff?host={data_dir}/socket&port=5432"
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("lock table log_head in exclusive mode")
        yield connection
    await connection.close()


async def _is_waiting(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("select count(*) from pg_locks where not granted"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_on_a_signal_sockets_and_streams_are_ended_a_mutation_is_finished_and_nothing_is_left(
    number: signal.Signals, settings: dict[str, str], data_dir: Path, log: Path
) -> None:
    with serving(settings, log) as server:
        postgres = postmaster(data_dir)
        async with connected(server) as (client, live, events):
            async with held_up(data_dir) as connection:
                under_way = asyncio.create_task(client.start(title="Under way"))
                await until(lambda: _is_waiting(connection))
                server.process.send_signal(number)
                code, _ = await live.closed()
                assert code in GOING_AWAY
                assert await events.rest() == []
            assert (await under_way)["__typename"] == "StartWorkflowSuccess"
        assert await asyncio.to_thread(server.process.wait, SECONDS) == 0
        assert not alive(postgres)
    wait_until_all_are_gone(data_dir)
    assert "Traceback" not in await asyncio.to_thread(log.read_text)


async def test_several_processes_stop_as_one(settings: dict[str, str], data_dir: Path, log: Path) -> None:
    with serving({**settings, "WEB_CONCURRENCY": "2"}, log) as server:
        async with connected(server) as (_, live, events):
            server.process.terminate()
            code, _ = await live.closed()
            assert code in GOING_AWAY
            assert await events.rest() == []
        assert await asyncio.to_thread(server.process.wait, SECONDS) == 0
    wait_until_all_are_gone(data_dir)
    assert "Traceback" not in await asyncio.to_thread(log.read_text)


def test_a_signal_while_it_starts_stops_it_too(settings: dict[str, str], data_dir: Path) -> None:
    process = start(settings)
    wait_until((data_dir / "postgres" / "postmaster.pid").exists, "Postgres starts")
    process.terminate()
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    wait_until_all_are_gone(data_dir)
