"""Those who do not read: they delay nobody, cost little, are dropped in time, and lose nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schema.serving.listening import Config
from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, joined, members, note, watching
from tests.api.conftest import Running, run
from tests.api.places import bring
from tests.api.sockets import Socket, raw_socket, socket
from tests.db.waiting import until

DROPPED_WITHIN = 20
EVENTS = 400
LARGE = "x" * 18_000


def buffered(running: Running) -> list[int]:
    """Bytes that wait in this process for each connection."""
    transports = [connection.transport for connection in running.server.server_state.connections]
    return [transport.get_write_buffer_size() for transport in transports]


@asynccontextmanager
async def stalled(running: Running, identity: str) -> AsyncIterator[Socket]:
    """A subscriber that has stopped to read, as one whose machine has gone."""
    async with raw_socket(running.url, ping_interval=None, close_timeout=0.1) as live:
        await live.initialise()
        await live.subscribe("s", FOLLOW, id=identity)
        await live.settle()
        live.connection.transport.pause_reading()
        yield live
        live.connection.transport.abort()


async def test_one_who_stops_reading_delays_nobody_costs_little_is_dropped_in_time_and_loses_nothing(
    client: Client, running: Running
) -> None:
    identity = (await bring(client))["id"]
    cursor = (await client.data("{ cursor }"))["cursor"]
    async with watching(running, 2, id=identity) as good, stalled(running, identity), stalled(running, identity):
        await joined(running, 4)
        for number in range(EVENTS):
            await note(running, identity, LARGE)
            for watcher in good:
                assert (await watcher.events("s", 1))[0]["sequence"] == number + 2
            assert max(buffered(running)) < 200_000

        async def dropped() -> bool:
            return members(running) == 2

        await until(dropped, DROPPED_WITHIN)
        await joined(running, 2)
    async with socket(running.url) as again:
        await again.subscribe("s", FOLLOW, id=identity, after=cursor)
        found = [event["sequence"] for event in await again.events("s", EVENTS)]
    assert found == list(range(2, EVENTS + 2))


async def test_one_who_reads_again_before_it_is_dropped_has_missed_nothing(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    async with stalled(running, identity) as slow:
        await joined(running, 1)
        for _ in range(EVENTS):
            await note(running, identity, LARGE)
        assert members(running) == 1
        slow.connection.transport.resume_reading()
        found = [event["sequence"] for event in await slow.events("s", EVENTS)]
        assert found == list(range(2, EVENTS + 2))
        await joined(running, 1)


def test_pings_and_what_is_left_unread_are_given_up_within_the_time() -> None:
    config = Config("server:create_app")
    assert (config.ws_ping_interval or 0) + (config.ws_ping_timeout or 0) < DROPPED_WITHIN


async def test_one_who_does_not_answer_pings_is_dropped(database: str) -> None:
    async with run(database, {"ws_ping_interval": 0.1, "ws_ping_timeout": 0.2}) as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(running.url.split(":")[2].split("/")[0]))
        request = (
            "GET /graphql HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: graphql-transport-ws",
        )
        writer.write("\r\n".join((*request, "", "")).encode())
        async with socket(running.url) as answering:
            async with asyncio.timeout(10):
                told = await reader.read()
            assert told.startswith(b"HTTP/1.1 101")
            await answering.settle()
        writer.close()
