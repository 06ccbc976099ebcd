"""HTTP requests as bytes, made once and sent often, on one connection after the other answer has come."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
LIVE = f"GET /health/live HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
_FAILED = re.compile(rb'"errors"|Error"')
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def operation(query: str, **variables: Any) -> bytes:
    """The request for one GraphQL operation."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    lines = (
        "POST /graphql HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


def bearing(token: str, request: bytes) -> bytes:
    """The same request, with a token."""
    first, rest = request.split(b"\r\n", 1)
    return b"\r\n".join((first, f"Authorization: Bearer {token}".encode(), rest))


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; `head` is the status line and all headers."""

    status: int
    head: bytes
    body: bytes


class Connection:
    """A connection that is kept alive."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def reply(self, request: bytes) -> Reply:
        """The answer, whatever it is. Raises OSError or EOFError when the connection is lost."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        return Reply(int(head[9:12]), head, body)

    async def send(self, request: bytes) -> bytes:
        """The body of the answer, which must be a success."""
        reply = await self.reply(request)
        if reply.status != 200 or _FAILED.search(reply.body):
            raise RuntimeError(f"{request!r} was answered with {reply.head!r} {reply.body!r}")
        return reply.body

    def drop(self) -> None:
        """End it at once."""
        self._writer.transport.abort()

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of one GraphQL operation."""
        return json.loads(await self.send(operation(query, **variables)))["data"]


async def connect(port: int) -> Connection:
    """A connection to the server on this machine."""
    return Connection(*await asyncio.open_connection(HOST, port))


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection to the server on this machine, until the end of the block."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()
