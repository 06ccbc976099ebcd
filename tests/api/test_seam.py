"""Subscribers that arrive while events are being written: nothing is missed, and nothing comes twice."""

import asyncio
from collections import deque
from random import Random

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import socket

SUBSCRIBERS = 16
WRITERS = 4
NOTES = 40
LAST = "The last."
EVENTS = "subscription($after: String) { workflowEvents(after: $after) { id cursor notes } }"


async def _subscriber(running: Running, after: str | None, delay: int) -> list[str]:
    """The ids of the events that are delivered, up to the first that is a last one."""
    for _ in range(delay):
        await running.store.log.head()
    async with socket(running.url) as live:
        await live.subscribe("s", EVENTS, after=after)
        found: list[str] = []
        while True:
            event = (await live.next("s"))["workflowEvents"]
            found.append(event["id"])
            if event["notes"] == LAST:
                return found


async def _writer(client: Client, workflow_id: str) -> None:
    for number in range(NOTES):
        await client.mutate("addNote", workflowId=workflow_id, text=f"Note {number}.")


async def _log(running: Running) -> list[dict[str, str]]:
    async with socket(running.url) as live:
        await live.subscribe("s", EVENTS, after="START")
        return [(await live.next("s"))["workflowEvents"] for _ in range(await running.events())]


async def test_subscribers_that_start_at_random_moments_get_everything_after_their_cursor_once_and_in_order(
    client: Client, running: Running
) -> None:
    random = Random(7)
    running.store.feed._ring = deque(maxlen=8)  # so small that all fall behind it now and then, and read pages
    workflows = [await bring(client, "PLANNING") for _ in range(WRITERS)]
    before = await _log(running)
    cursors = [None, "START", *(event["cursor"] for event in before)]
    chosen = [(random.choice(cursors), random.randrange(150)) for _ in range(SUBSCRIBERS)]
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(_subscriber(running, after, delay)) for after, delay in chosen]
        async with asyncio.TaskGroup() as writers:
            for workflow in workflows:
                writers.create_task(_writer(client, workflow["id"]))
        while not all(task.done() for task in following):
            await client.mutate("addNote", workflowId=workflows[0]["id"], text=LAST)
    log = await _log(running)
    ids = [event["id"] for event in log]
    places = {"START": 0, **{event["cursor"]: place for place, event in enumerate(log, start=1)}}
    for (after, _), task in zip(chosen, following, strict=True):
        found = task.result()
        begin = ids.index(found[0]) if after is None else places[after]
        assert found == ids[begin : begin + len(found)]
