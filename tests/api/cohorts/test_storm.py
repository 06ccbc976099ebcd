"""All connections are lost at once, and all come back: each gets what it missed, and few read at a time."""

import asyncio
import os
from collections import deque
from contextlib import AsyncExitStack
from random import Random

from db.log.reader import EventFilter, Page
from db.records import Position
from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, joined, no_cohort
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket, raw_socket

CROWD = int(os.environ.get("HANDOFF_STORM", "300"))
"""How many; `make storm` lets 2,000 come."""
DEADLINE = 120.0
MISSED = 12
REPLAYS = 4


class Reads:
    """Counts who reads pages of the database, in all and at a time; the feed's own reads aside."""

    def __init__(self, running: Running) -> None:
        self.most = self.all = self._now = 0
        self._page = running.store.log.page
        running.store.feed._reader.page = self._counted  # type: ignore[method-assign]

    async def _counted(self, after: Position, wanted: EventFilter, limit: int) -> Page:
        task = asyncio.current_task()
        if task is not None and task.get_name() == "log feed":
            return await self._page(after, wanted, limit)
        self._now += 1
        self.all += 1
        self.most = max(self.most, self._now)
        try:
            return await self._page(after, wanted, limit)
        finally:
            self._now -= 1


async def _come(running: Running, opened: AsyncExitStack, cursors: list[str], identity: str) -> list[Socket]:
    """Subscribers, one with each of the cursors, that all come at once."""
    gate = asyncio.Semaphore(50)  # no listening socket lets more wait

    async def one(cursor: str) -> Socket:
        async with gate:
            way = raw_socket(running.url, open_timeout=DEADLINE, ping_interval=None, close_timeout=1)
            live = await opened.enter_async_context(way)
        await live.send({"type": "connection_init"})
        await live.subscribe("s", FOLLOW, id=identity, after=cursor)
        async with asyncio.timeout(DEADLINE):
            await live.connection.recv()
        return live

    return await asyncio.gather(*map(one, cursors))


async def test_all_who_lost_their_connections_at_once_come_back_and_get_what_they_missed(
    client: Client, running: Running
) -> None:
    identity, random = (await bring(client))["id"], Random(1)
    cursors = [(await client.data("{ cursor }"))["cursor"]]
    async with AsyncExitStack() as opened:
        crowd = await _come(running, opened, cursors * CROWD, identity)
        await joined(running, CROWD)
        for watcher in crowd:
            watcher.connection.transport.abort()
        await no_cohort(running)
    for _ in range(MISSED):
        made = await client.mutate("addNote", workflowId=identity, text="Note.")
        cursors.append(made["event"]["cursor"])
    running.store.feed._ring = deque(list(running.store.feed._ring)[-2:], maxlen=2)
    reads = Reads(running)
    missed = [random.randrange(MISSED) for _ in range(CROWD)]
    async with AsyncExitStack() as opened:
        crowd = await _come(running, opened, [cursors[number] for number in missed], identity)
        async with asyncio.timeout(DEADLINE):
            for watcher, number in zip(crowd, missed, strict=True):
                events = await watcher.events("s", MISSED - number)
                assert [event["sequence"] for event in events] == list(range(number + 2, MISSED + 2))
        await joined(running, CROWD)
        await client.mutate("addNote", workflowId=identity, text="Note.")
        for watcher in crowd:
            assert [event["sequence"] for event in await watcher.events("s", 1)] == [MISSED + 2]
            watcher.connection.transport.abort()
    assert 1 < reads.most <= REPLAYS
    assert reads.all <= CROWD
