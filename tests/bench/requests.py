"""HTTP requests as bytes, made once and sent often, on one connection after the other answer has come."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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


class Connection:
    """A connection that is kept alive."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, request: bytes) -> bytes:
        """The body of the answer, which must be a success."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith(b"HTTP/1.1 200") or _FAILED.search(body):
            raise RuntimeError(f"{request!r} was answered with {head!r} {body!r}")
        return body

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of one GraphQL operation."""
        return json.loads(await self.send(operation(query, **variables)))["data"]


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection to the server on this machine, until the end of the block."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()
