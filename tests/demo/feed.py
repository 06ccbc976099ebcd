"""A feed over WebSocket that outlives its connections."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.demo.api import ApiError, Json

PROTOCOL = Subprotocol("graphql-transport-ws")


async def _a_moment() -> None:
    await asyncio.sleep(0.2)


@dataclass(slots=True)
class Feed:
    """A subscription to events; when its connection is lost, it resumes after the last event that it gave.

    The `subscription` takes `$after`, names the field `event` and selects the event's `cursor`. `when_lost` is
    awaited before the feed connects again.
    """

    url: str
    subscription: str
    variables: Json
    after: str
    when_lost: Callable[[], Awaitable[None]] = _a_moment
    _connection: ClientConnection | None = field(default=None, init=False)

    async def events(self) -> AsyncGenerator[Json, None]:
        """The events after the cursor, then each new one as it happens; it never ends."""
        while True:
            with suppress(ConnectionClosed):
                async with self._subscribed() as connection:
                    async for text in connection:
                        event = _event(json.loads(text))
                        self.after = event["cursor"]
                        yield event
                        if connection.transport.is_closing():
                            break  # what had arrived already comes again, after the cursor
            await self.when_lost()

    def abort(self) -> None:
        """Lose the connection without a goodbye, as a failing network does."""
        if self._connection is not None:
            self._connection.transport.abort()

    @asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[ClientConnection]:
        url = self.url.replace("http", "ws", 1)
        async with connect(url, subprotocols=[PROTOCOL], proxy=None) as self._connection:
            variables = {**self.variables, "after": self.after}
            payload = {"query": self.subscription, "variables": variables}
            await self._connection.send(json.dumps({"type": "connection_init"}))
            await self._connection.recv()
            await self._connection.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            yield self._connection


def _event(message: Json) -> Json:
    payload = message.get("payload")
    if message["type"] != "next" or "errors" in (payload or {}):
        raise ApiError(f"the feed brought no event, but: {message}")
    event: Json = message["payload"]["data"]["event"]
    return event
