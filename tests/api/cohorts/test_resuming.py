"""Members that come with old cursors, go, stall and come back: each gets exactly the log's events, in order."""

import asyncio
from contextlib import suppress
from random import Random

import pytest
from websockets.exceptions import ConnectionClosed

from schema.cohorts import cohort
from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, joined, narrow, no_cohort, note, watching
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import raw_socket, socket
from tests.db.waiting import until

SMALL = 8
"""Events that cohorts keep here, so that who stalls falls out of them."""


class Member:
    """Follows a workflow by several connections, one after the other, each from the last cursor."""

    def __init__(self, running: Running, identity: str, random: Random) -> None:
        self.found: list[int] = []
        self._running = running
        self._identity = identity
        self._random = random
        self._cursor = "START"

    async def follow(self, end: int) -> None:
        """Follow until there is no event after `end`."""
        while not self.found or self.found[-1] < end:
            async with raw_socket(self._running.url, max_queue=1, close_timeout=0.05) as live:
                await live.initialise()
                await live.subscribe("s", FOLLOW, id=self._identity, after=self._cursor)
                for _ in range(self._random.randint(1, 60)):
                    (event,) = await live.events("s", 1)
                    self.found.append(event["sequence"])
                    self._cursor = event["cursor"]
                    if event["sequence"] == end:
                        return
                    if self._random.random() < 0.05:
                        await self._stall(event["sequence"], end)

    async def _stall(self, sequence: int, end: int) -> None:
        """Read nothing until there is much that was not read."""
        far = min(end, sequence + self._random.randint(1, 60))

        async def happened() -> bool:
            return self._running.store.feed.head >= far

        await until(happened)


@pytest.mark.parametrize("seed", range(2))
async def test_whoever_joins_leaves_stalls_and_resumes_at_random_gets_every_event_once(
    client: Client, running: Running, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "KEPT", SMALL)
    narrow(running)
    identity, events = (await bring(client))["id"], 200
    watchers = [Member(running, identity, Random(100 * seed + number)) for number in range(20)]
    async with asyncio.TaskGroup() as group:
        for watcher in watchers:
            group.create_task(watcher.follow(events + 1))
        for number in range(events):
            await note(running, identity, "x" * (10 if number % 4 else 10_000))
            if number % 10 == 0:
                await asyncio.sleep(0.01)  # so that it takes longer than they need to come
    for watcher in watchers:
        assert watcher.found == list(range(1, events + 2))
    await no_cohort(running)


async def test_who_comes_with_an_old_cursor_replays_and_then_joins_while_events_pour_in(
    client: Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "KEPT", SMALL)
    identity = (await bring(client))["id"]
    async with watching(running, 1, id=identity) as (early,):
        await joined(running, 1)

        async def pour() -> None:
            for _ in range(120):
                await note(running, identity)

        pouring = asyncio.create_task(pour())
        for _ in range(10):
            await early.events("s", 5)
            async with raw_socket(running.url, close_timeout=0.05) as late:
                await late.initialise()
                await late.subscribe("s", FOLLOW, id=identity, after="START")
                found = [event["sequence"] for event in await late.events("s", 30)] if not pouring.done() else []
                assert found == list(range(1, len(found) + 1))
        await pouring
        async with socket(running.url) as last:
            await last.subscribe("s", FOLLOW, id=identity, after="START")
            assert [event["sequence"] for event in await last.events("s", 121)] == list(range(1, 122))
            await joined(running, 2)


async def test_the_first_of_a_new_cohort_needs_no_reading_if_what_it_missed_is_in_memory(
    client: Client, running: Running
) -> None:
    identity = (await bring(client))["id"]
    cursor = (await client.data("{ cursor }"))["cursor"]
    for _ in range(5):
        await client.mutate("addNote", workflowId=identity, text="Note.")
    reads = 0
    page = running.store.feed._read

    async def counted(*arguments: object) -> object:
        nonlocal reads
        reads += 1
        return await page(*arguments)  # type: ignore[arg-type]

    running.store.feed._read = counted  # type: ignore[method-assign,assignment]
    async with watching(running, 5, id=identity, after=cursor) as watchers:
        for watcher in watchers:
            assert [event["sequence"] for event in await watcher.events("s", 5)] == [2, 3, 4, 5, 6]
        await joined(running, 5)
    assert reads == 0


async def test_connections_that_are_cut_in_the_middle_harm_nobody_else(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    async with watching(running, 12, id=identity) as watchers:
        await joined(running, 12)
        for number in range(6):
            made = await client.mutate("addNote", workflowId=identity, text="Note.")
            watchers[number].connection.transport.abort()
            for watcher in watchers[6:]:
                assert (await watcher.events("s", 1))[0]["sequence"] == made["event"]["sequence"]
        await joined(running, 6)
        with suppress(ConnectionClosed):
            await watchers[0].receive()
