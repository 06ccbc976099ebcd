"""Subscriptions that are begun, and given up as soon as they give something."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.bench.audiences import NOTE
from tests.bench.growth.site import Site
from tests.bench.requests import HOST, operation

_SUBSCRIPTION = """
subscription($id: ID, $after: String) {
  workflowEvents(workflowId: $id, after: $after) { id cursor sequence kind message }
}
"""


async def start_at_head(site: Site) -> None:
    """Follow a workflow from the head of the log, and hear of a note to it."""
    (identity,) = site.some(1)
    head = (await site.connection.data("{ cursor }"))["cursor"]
    async with _subscribed(site, id=identity, after=head) as socket:
        await site.connection.send(operation(NOTE, input={"workflowId": identity, "text": "Mind the hats."}))
        await _next(socket)


async def start_at_recent(site: Site) -> None:
    """Follow everything from shortly before the head that the server began with."""
    async with _subscribed(site, after=site.recent) as socket:
        await _next(socket)


@asynccontextmanager
async def _subscribed(site: Site, **variables: str) -> AsyncIterator[ClientConnection]:
    asked = {"query": _SUBSCRIPTION, "variables": variables}
    url = f"ws://{HOST}:{site.port}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    # Without a limit to what has come, closing need not wait until it is read.
    async with connect(url, subprotocols=protocols, compression=None, max_queue=None) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
        yield socket


async def _next(socket: ClientConnection) -> None:
    received = json.loads(await socket.recv())
    if received["type"] != "next":
        raise RuntimeError(f"a subscription was answered with {received}")
