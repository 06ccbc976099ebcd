"""A WebSocket that speaks graphql-transport-ws, one message at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = "graphql-transport-ws"
DEADLINE = 10.0


@dataclass(frozen=True, slots=True)
class Socket:
    """One connection: sends and receives messages of the protocol."""

    connection: ClientConnection

    async def send(self, message: object) -> None:
        """Send a message, whatever its shape; bytes and texts go as they are."""
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(DEADLINE):
            message: dict[str, Any] = json.loads(await self.connection.recv())
            return message

    async def initialise(self) -> dict[str, Any]:
        """Begin, and give the server's answer."""
        await self.send({"type": "connection_init"})
        return await self.receive()

    async def subscribe(self, identity: str, query: str, **variables: Any) -> None:
        """Ask for an operation; its messages will bear `identity`."""
        payload = {"query": query, "variables": variables}
        await self.send({"id": identity, "type": "subscribe", "payload": payload})

    async def complete(self, identity: str) -> None:
        """Have no more of an operation."""
        await self.send({"id": identity, "type": "complete"})

    async def next(self, identity: str) -> dict[str, Any]:
        """The data of the next message, which must be a good result of the operation `identity`."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", identity), message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    async def events(self, identity: str, count: int) -> list[dict[str, Any]]:
        """The next events of a subscription to `workflowEvents`."""
        return [(await self.next(identity))["workflowEvents"] for _ in range(count)]

    async def failure(self, identity: str) -> dict[str, Any]:
        """The one error with which the operation `identity` ends, before any result, in whichever way."""
        message = await self.receive()
        assert message["id"] == identity
        if message["type"] == "next":
            assert message["payload"]["data"] is None
            assert await self.receive() == {"id": identity, "type": "complete"}
            errors: list[dict[str, Any]] = message["payload"]["errors"]
        else:
            assert message["type"] == "error"
            errors = message["payload"]
        (error,) = errors
        return error

    async def settle(self) -> None:
        """Wait until the server has taken all messages that were sent, when nothing else is to be received."""
        await self.send({"type": "ping"})
        assert await self.receive() == {"type": "pong"}

    async def closed(self) -> tuple[int, str]:
        """The code and the reason with which the server closes; what it says before is passed over."""
        async with asyncio.timeout(DEADLINE):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        code, reason = self.connection.close_code, self.connection.close_reason
        assert code is not None
        return code, reason or ""


@asynccontextmanager
async def raw_socket(url: str, **options: Any) -> AsyncIterator[Socket]:
    """A WebSocket to the API at `url`, with nothing said yet."""
    address = url.replace("http://", "ws://")
    async with open_socket(address, subprotocols=[Subprotocol(PROTOCOL)], **options) as connection:
        yield Socket(connection)


@asynccontextmanager
async def socket(url: str) -> AsyncIterator[Socket]:
    """A WebSocket to the API at `url`, ready for operations."""
    async with raw_socket(url) as opened:
        assert await opened.initialise() == {"type": "connection_ack"}
        yield opened
