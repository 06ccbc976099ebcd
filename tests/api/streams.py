"""Server-sent events, as a client reads them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.client import Client

DEADLINE = 10.0
EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Stream:
    """An open stream: its response, and the lines that come."""

    response: httpx.Response
    lines: AsyncIterator[str]

    async def event(self) -> tuple[str, Any]:
        """The name and the data of the next event; comments, which keep the connection alive, are passed over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(DEADLINE):
            async for line in self.lines:
                name, colon, value = line.partition(":")
                if not line and fields:
                    return fields["event"], json.loads(fields["data"] or "null")
                if colon and name:
                    fields[name] = value.strip()
        raise EOFError

    async def next(self) -> dict[str, Any]:
        """The data of the next event, which must be a good result."""
        name, result = await self.event()
        assert (name, result.get("errors")) == ("next", None)
        data: dict[str, Any] = result["data"]
        return data

    async def rest(self) -> list[tuple[str, Any]]:
        """All events up to the end of the stream."""
        found = []
        try:
            while True:
                found.append(await self.event())
        except EOFError:
            return found


@asynccontextmanager
async def stream(client: Client, query: str, accept: str = EVENTS, **variables: Any) -> AsyncIterator[Stream]:
    """The answer to an operation of a client that takes `accept`, read while it comes."""
    body = {"query": query, "variables": variables}
    async with client.http.stream("POST", client.url, json=body, headers={"accept": accept}) as response:
        yield Stream(response, response.aiter_lines())
