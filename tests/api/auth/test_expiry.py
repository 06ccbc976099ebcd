"""What lives longer than its token ends with it."""

import asyncio
from time import time

import pytest

from schema.close_codes import TOKEN_EXPIRED
from tests.api.auth.making import SCRAPER, bearer, caller, signed
from tests.api.auth.test_socket import init
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.scraping import Page, scrape
from tests.api.sockets import Socket, raw_socket
from tests.api.streams import Stream, stream
from tests.db.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOLLOW = 'subscription { workflowEvents(after: "START", projectId: "shop") { kind } }'
SCRAPING = {"authorization": bearer(SCRAPER)}
ALIVE = 3.0
"""Seconds that the tokens live here: enough to connect on a busy machine."""


async def of_socket(live: Socket) -> tuple[int, str]:
    """How a socket ends that follows the log."""
    await live.subscribe("e", FOLLOW)
    await live.subscribe("p", "subscription { workProgress { percent } }")
    return await live.closed()


async def of_stream(events: Stream) -> list[str]:
    """What is told at the end of a stream."""
    return [name for name, _ in await events.rest()]


async def test_a_socket_and_a_stream_end_when_their_token_expires_and_the_token_is_no_use_after(
    guarded: Running,
) -> None:
    before = await scrape(guarded.url, SCRAPING)
    expires_at = time() + ALIVE
    token = bearer(signed(exp=expires_at))
    async with caller(headers={"authorization": token}) as http, raw_socket(guarded.url) as live:
        client = Client(guarded.url, http)
        async with stream(client, FOLLOW) as events:
            assert events.response.status_code == 200
            await live.send(init(token))
            assert await live.receive() == {"type": "connection_ack"}
            ended, told = await asyncio.gather(of_socket(live), of_stream(events))
        assert ended == (TOKEN_EXPIRED, "Token expired")
        assert "complete" not in told
        assert time() >= expires_at
        assert (await http.post(guarded.url, json={"query": "{ __typename }"})).status_code == 401
    await until(lambda: _ended_by_the_server(guarded, before))
    async with raw_socket(guarded.url) as again:
        await again.send(init(token))
        assert "expired" in (await again.closed())[1]


async def _ended_by_the_server(guarded: Running, before: Page) -> bool:
    now = await scrape(guarded.url, SCRAPING)
    ended = {"name": "handoff_connections_ended_total", "how": "server"}
    return now.value(**ended) > before.value(**ended)
