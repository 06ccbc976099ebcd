"""How many connections may be open: in all, and for one client."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from starlette.types import Scope
from websockets.exceptions import InvalidStatus

from schema.serving.connections import Connections, TooManyConnectionsError
from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.places import bring
from tests.api.sockets import raw_socket, socket
from tests.api.streams import stream
from tests.db.waiting import until

FOLLOW = 'subscription { workflowEvents(after: "START") { id } }'
LIMITS = {
    503: ({"MAX_CONNECTIONS": "3"}, "This server has 3 connections open"),
    429: ({"MAX_CONNECTIONS_PER_CLIENT": "3"}, "Your address has 3 connections open"),
}


@pytest.fixture(params=LIMITS)
def status(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture
async def running(database: str, status: int) -> AsyncIterator[Running]:
    """The application, which takes three connections."""
    async with run(database, {}, **LIMITS[status][0]) as served:
        yield served


def _check(status: int, found: int, headers: "httpx.Headers | dict[str, str]", body: bytes) -> None:
    assert found == status
    assert int(headers["retry-after"]) > 0
    (error,) = json.loads(body)["errors"]
    assert error["extensions"] == {"code": "TOO_MANY_CONNECTIONS"}
    assert error["message"].startswith(LIMITS[status][1])


async def test_one_connection_more_than_there_may_be_is_refused_until_another_is_closed(
    client: Client, running: Running, status: int
) -> None:
    await bring(client)
    async with AsyncExitStack() as opened:
        live = [await opened.enter_async_context(socket(running.url)) for _ in range(2)]
        streamed = await opened.enter_async_context(stream(client, FOLLOW))
        await streamed.next()
        with pytest.raises(InvalidStatus) as refused:
            async with raw_socket(running.url):
                pass
        response = refused.value.response
        _check(status, response.status_code, dict(response.headers.raw_items()), bytes(response.body or b""))
        async with stream(client, FOLLOW) as more:
            _check(status, more.response.status_code, more.response.headers, await more.response.aread())
        assert await client.data("{ cursor }")
        await live[0].settle()
        await live[0].connection.close()
        async with stream(client, FOLLOW) as more:
            await more.next()


async def test_what_is_closed_in_whichever_way_is_counted_no_more(client: Client, running: Running) -> None:
    await bring(client)
    for _ in range(2):
        async with socket(running.url), stream(client, FOLLOW) as live:
            await live.next()
            async with raw_socket(running.url) as wrong:
                await wrong.send("nonsense")
                await wrong.closed()
        async with raw_socket(running.url) as cut:
            cut.connection.transport.abort()

        async def none_left() -> bool:
            return running.endpoint._connections._open.total() == 0

        await until(none_left)


def of(client: str | None) -> Scope:
    """The scope of a WebSocket from a client."""
    return {"type": "websocket", "client": None if client is None else (client, 1)}


def test_each_client_is_counted_for_itself() -> None:
    connections = Connections(total=3, per_client=2)
    with connections.held(of("a")), connections.held(of("a")):
        with pytest.raises(TooManyConnectionsError) as refused, connections.held(of("a")):
            pass
        assert refused.value.status == 429
        with connections.held(of("b")):
            with pytest.raises(TooManyConnectionsError) as refused, connections.held(of(None)):
                pass
            assert refused.value.status == 503
    with connections.held({"type": "http"}), connections.held({"type": "http"}):
        pass
