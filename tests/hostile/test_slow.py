"""Clients that take their time, and more of them than there may be: none keeps a connection for nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

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
ANSWERED = GET + b"\r\n"


class Impatient(HttpProtocol):
    head_seconds = 0.3


@pytest.fixture
async def running(database: str) -> AsyncIterator[Running]:
    """The application, which waits for nobody and takes few connections."""
    async with run(database, {"http": Impatient, "limit_concurrency": LIMIT}) as served:
        served.endpoint.body_seconds = BODY_SECONDS
        yield served


@asynccontextmanager
async def connected(running: Running) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection, on which nothing is said yet."""
    place = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def heard(running: Running, begin: bytes, dribble: Callable[[], bytes] = bytes) -> bytes:
    """All that the server says until it closes to a client that begins so, and goes on piece by piece."""
    said = bytearray()
    async with connected(running) as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(begin)
        while True:
            try:
                piece = await asyncio.wait_for(reader.read(65536), 0.02)
            except TimeoutError:
                writer.write(dribble())
                continue
            except ConnectionResetError:
                return bytes(said)
            if not piece:
                return bytes(said)
            said += piece


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
    "a body, byte by byte": (sized(b"X: a\r\n", b" " * 1000)[:-990], b" ", 408),
    "a trailer, byte by byte": (post(CHUNKED, b"16\r\n" + b" " * 22 + b"\r\n0\r\nX: "), b"a", 408),
}
AFTERWARDS = {
    "half a request": (ANSWERED + b"GET /gra", b"", (200,)),
    "a request, byte by byte": (ANSWERED + b"GET /gra", b"a", (200, 408)),
    "empty lines": (ANSWERED, b"\r\n", (200,)),
    "a body that nobody waits for": (POST.replace(b"/graphql", b"/metrics"), b" ", (405,)),
}


def statuses(said: bytes) -> tuple[int, ...]:
    return tuple(int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:])


@pytest.mark.parametrize("name", SLOW)
async def test_who_is_too_slow_is_told_so_and_closed_out(
    running: Running, client: Client, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    begin, piece, status = SLOW[name]
    said, probe = await asyncio.gather(heard(running, begin, lambda: piece), client.data("{ cursor }"))
    assert statuses(said) == ((status,) if status else ())
    assert (b'"REQUEST_TIMEOUT"' in said) == bool(status)
    assert probe
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("name", AFTERWARDS)
async def test_who_has_an_answer_and_begins_another_request_is_not_waited_for_either(
    running: Running, name: str
) -> None:
    begin, piece, expected = AFTERWARDS[name]
    assert statuses(await heard(running, begin, lambda: piece)) == expected


async def test_one_connection_more_than_there_may_be_is_refused_and_websockets_count_once(
    running: Running, client: Client
) -> None:
    async with socket(running.url), connected(running):
        assert await client.data("{ cursor }")
        said = await heard(running, b"")
        assert statuses(said) == (503,)
        assert b'"TOO_MANY_CONNECTIONS"' in said

        async def room() -> bool:
            return len(running.server.server_state.connections) < LIMIT - 1

        await until(room)
        assert statuses(await heard(running, ANSWERED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) == (200,)


@pytest.mark.parametrize("begin", [POST, ANSWERED * 2, ANSWERED * 2 + b"GET /gra", HANDSHAKE])
async def test_who_hangs_up_in_the_middle_is_no_error_of_the_server(
    running: Running, client: Client, begin: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(running) as (_, writer):
        writer.write(begin)
        await writer.drain()
        writer.transport.abort()
    assert await client.data("{ cursor }")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
