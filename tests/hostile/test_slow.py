"""Clients that take their time, and more of them than there may be: none keeps a connection for nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from schema.serving.http import HttpProtocol
from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.sockets import socket
from tests.db.waiting import until
from tests.hostile.http_cases import CHUNKED, GET, post, sized
from tests.hostile.wire import HANDSHAKE

LIMIT = 4
DEADLINE = 10.0
BODY_SECONDS = 0.3
POST = sized()[:-5]
LARGE = sized(body=b" " * 1000)[:-990]
ANSWERED = GET + b"\r\n"
FAREWELL = GET + b"Connection: close\r\n\r\n"


class Impatient(HttpProtocol):
    head_seconds = 0.3


@pytest.fixture
async def running(database: str) -> AsyncIterator[Running]:
    """The application, which waits for nobody."""
    async with run(database, {"http": Impatient, "timeout_keep_alive": 1}) as served:
        served.endpoint.body_seconds = BODY_SECONDS
        yield served


@pytest.fixture
async def client(running: Running) -> AsyncIterator[Client]:
    """Somebody who means well."""
    async with httpx.AsyncClient() as http:
        yield Client(running.url, http)


@asynccontextmanager
async def connected(running: Running) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection, on which nothing is said yet."""
    place = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def heard(running: Running, begin: bytes, piece: bytes = b"") -> bytes:
    """All that the server says until it closes to a client that begins so, and goes on piece by piece."""
    said = bytearray()
    async with connected(running) as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(begin)
        while True:
            try:
                more = await asyncio.wait_for(reader.read(65536), 0.02)
            except TimeoutError:
                writer.write(piece)
                continue
            except ConnectionResetError:
                return bytes(said)
            if not more:
                return bytes(said)
            said += more


SLOW = {
    "silence": (b"", b"", 0),
    "half a request line": (b"GET /gra", b"", 408),
    "half a header": (GET + b"X: ", b"", 408),
    "headers, byte by byte": (GET + b"X: ", b"a", 408),
    "empty lines, one by one": (b"", b"\r\n", 0),
    "half the handshake of a WebSocket": (HANDSHAKE, b"", 408),
    "the handshake of a WebSocket, byte by byte": (HANDSHAKE + b"X: ", b"a", 408),
    "half a body": (POST, b"", 408),
    "half a chunk": (post(CHUNKED, b"16\r\n{"), b"", 408),
    "a body, byte by byte": (LARGE, b" ", 408),
    "a trailer, byte by byte": (post(CHUNKED, b"16\r\n" + b" " * 22 + b"\r\n0\r\nX: "), b"a", 408),
}
AFTERWARDS = {
    "half a request": (ANSWERED + b"GET /gra", b"", (200,)),
    "a request, byte by byte": (ANSWERED + b"GET /gra", b"a", (200, 408)),
    "empty lines": (ANSWERED, b"\r\n", (200,)),
    "a body that nobody waits for": (LARGE.replace(b"/graphql", b"/metrics"), b" ", (405,)),
}


def statuses(said: bytes) -> tuple[int, ...]:
    return tuple(int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:])


async def test_who_is_too_slow_is_told_so_and_closed_out(
    running: Running, client: Client, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    answers = asyncio.gather(*(heard(running, begin, piece) for begin, piece, _ in SLOW.values()))
    while not answers.done():
        assert await client.data("{ cursor }")
    for (name, (_, _, status)), said in zip(SLOW.items(), await answers, strict=True):
        with subtests.test(name):
            assert statuses(said) == ((status,) if status else ())
            assert (b'"REQUEST_TIMEOUT"' in said) == bool(status)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_who_has_an_answer_and_begins_another_request_is_not_waited_for_either(
    running: Running, subtests: pytest.Subtests
) -> None:
    answers = await asyncio.gather(*(heard(running, begin, piece) for begin, piece, _ in AFTERWARDS.values()))
    for (name, (_, _, expected)), said in zip(AFTERWARDS.items(), answers, strict=True):
        with subtests.test(name):
            assert statuses(said) == expected


async def test_one_connection_more_than_there_may_be_is_refused_and_websockets_count_once(database: str) -> None:
    async with run(database, {"limit_concurrency": LIMIT}) as running, socket(running.url) as live:
        async with connected(running), connected(running) as (second, _):
            said = await heard(running, b"")
            assert statuses(said) == (503,)
            assert b'"TOO_MANY_CONNECTIONS"' in said
            assert b"\r\nretry-after: 5\r\n" in said
            await live.settle()
            assert not second.at_eof()

        async def room() -> bool:
            return len(running.server.server_state.connections) == 1

        await until(room)
        assert statuses(await heard(running, FAREWELL)) == (200,)


async def test_who_hangs_up_in_the_middle_is_no_error_of_the_server(
    running: Running, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for begin in (POST, ANSWERED * 2, ANSWERED * 2 + b"GET /gra", HANDSHAKE, HANDSHAKE + b"\r\n"):
        async with connected(running) as (_, writer):
            writer.write(begin)
            await writer.drain()
            writer.transport.abort()
        assert await client.data("{ cursor }")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
