"""Subscribers that follow everything, and go on after their cursor when they come back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.api.sockets import PROTOCOL, Socket

EVENTS = "subscription($after: String) { workflowEvents(after: $after) { cursor sequence workflowId } }"


@dataclass(slots=True)
class Watcher:
    """What a subscriber saw, in order; `came_back` is how often it asked anew. One that `moves` is told to leave."""

    url: str
    moves: bool
    saw: list[tuple[str, int]] = field(default_factory=list)
    came_back: int = -1
    cursor: str = "START"
    socket: Socket | None = None

    async def follow(self) -> None:
        """Watch until cancelled."""
        while True:
            self.came_back += 1
            try:
                async with connect(self.url, subprotocols=[Subprotocol(PROTOCOL)]) as connection:
                    await self._watch(Socket(connection))
            except ConnectionClosed:
                continue

    async def leave(self) -> None:
        """Hang up, and come back with the cursor."""
        if self.socket is not None:
            await self.socket.connection.close()

    async def _watch(self, socket: Socket) -> None:
        await socket.initialise()
        await socket.subscribe("all", EVENTS, after=self.cursor)
        self.socket = socket
        async for text in socket.connection:
            message = json.loads(text)
            if message["type"] == "ping":
                await socket.send({"type": "pong"})
                continue
            if message["type"] != "next":
                raise RuntimeError(f"a subscription after {self.cursor} got {message}")
            event = message["payload"]["data"]["workflowEvents"]
            self.saw.append((event["workflowId"], event["sequence"]))
            self.cursor = event["cursor"]


@asynccontextmanager
async def watching(urls: list[str]) -> AsyncIterator[list[Watcher]]:
    """Two subscribers of each server: one that stays if it can, and one that comes back after each kill."""
    watchers = [Watcher(f"{url.replace('http', 'ws', 1)}/graphql", moves) for url in urls for moves in (False, True)]
    async with asyncio.TaskGroup() as tasks:
        following = [tasks.create_task(watcher.follow()) for watcher in watchers]
        try:
            yield watchers
        finally:
            for task in following:
                task.cancel()
