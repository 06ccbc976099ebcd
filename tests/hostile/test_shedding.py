"""Requests that are refused unread: their connections stay open, unless it is not clear beyond doubt where they end."""

from collections.abc import AsyncIterator

import pytest

from schema.serving.http import PLAIN_CONNECTIONS, HttpProtocol
from schema.serving.turnstile import AT_ONCE
from tests.api.conftest import Running, run
from tests.hostile.http_cases import QUESTION, SMUGGLED, sized
from tests.hostile.test_slow import connected, heard, statuses

POST = sized()
OTHER = sized(body=b" " * 100_000).replace(b"/graphql", b"/metrics")[:-100_000]
HEAD, BODY = POST[: -len(QUESTION)], QUESTION
LIVES = sized(b"Connection: keep-alive\r\n")
FULL, ROOM = (0, 0), (9, 9)
DOUBTFUL = {name: request for name, request in SMUGGLED.items() if request.startswith(b"POST /graphql ")} | {
    "a second request at once": POST + POST,
    "half a head": POST[:60],
    "the wish to close": sized(b"Connection: close\r\n"),
    "the wish to live and to close": sized(b"Connection: keep-alive, close\r\n"),
    "the wish to be asked for the body": sized(b"Expect: 100-continue\r\n"),
    "the wish for a WebSocket": sized(b"Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    "HTTP/1.0": POST.replace(b"HTTP/1.1", b"HTTP/1.0"),
    "no length": POST.replace(b"Content-Length", b"Length"),
    "more than is taken": POST.replace(b"Length: 22", b"Length: 9000000"),
}
SLOW = {
    "a body that does not come": (HEAD, b"", (408,)),
    "a body that ends too early": (HEAD + BODY[:5], b"", (408,)),
    "nothing after an answer": (POST, b"", (503,)),
    "a request in the body of one that has its answer": (OTHER, POST, (405,)),
}


class Impatient(HttpProtocol):
    head_seconds = 0.3


@pytest.fixture
async def running(database: str) -> AsyncIterator[Running]:
    """The application, which has no room for requests and waits for nobody."""
    async with run(database, {"http": Impatient, "timeout_keep_alive": 1}) as served:
        hold(served, FULL)
        yield served


def hold(running: Running, waiting: tuple[int, int]) -> None:
    """Let so many requests wait from now on."""
    running.endpoint.turnstile._most, running.endpoint.turnstile._fewer = waiting
    running.endpoint.turnstile._at_once = AT_ONCE if sum(waiting) else 0


async def test_who_is_refused_may_ask_again_on_the_same_connection(running: Running) -> None:
    async with connected(running) as (reader, writer):
        for pieces in ((POST,), (HEAD, BODY), (HEAD + BODY[:3], BODY[3:9], BODY[9:]), (LIVES,)):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            said = await reader.readuntil(b"\r\n\r\n")
            assert said.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: 2\r\n" in said
            assert b"connection: close" not in said
            assert b'"OVERLOADED"' in await reader.readuntil(b"}]}")
        hold(running, ROOM)
        writer.write(POST)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


async def test_where_it_is_not_clear_where_a_request_ends_the_connection_is_closed(
    running: Running, subtests: pytest.Subtests
) -> None:
    for name, request in DOUBTFUL.items():
        with subtests.test(name):
            said = await heard(running, request)
            assert statuses(said) == (503,)
            assert b"connection: close\r\n" in said


async def test_nobody_keeps_a_connection_for_nothing_by_being_refused(
    running: Running, subtests: pytest.Subtests
) -> None:
    for name, (begin, piece, expected) in SLOW.items():
        with subtests.test(name):
            assert statuses(await heard(running, begin, piece)) == expected


async def test_where_many_connections_are_open_those_of_the_refused_are_closed(database: str) -> None:
    async with run(database, {"limit_concurrency": PLAIN_CONNECTIONS + 1}) as crowded:
        hold(crowded, FULL)
        async with connected(crowded) as (reader, writer), connected(crowded):
            writer.write(POST)
            assert b"connection: close\r\n" in await reader.read()
