"""Whoever follows the log sees the events of their own projects, live and again, also beside others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim
from tests.api.rights.people import EVERYTHING, THEIRS, Person, speaking
from tests.api.sockets import Socket, raw_socket
from tests.api.streams import stream

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANDOFFS = "subscription($after: String) { handoffs(after: $after) { toState workflowId workflow { id projectId } } }"
EVENTS = 'subscription($id: ID) { workflowEvents(projectId: $id, after: "START") { workflowId } }'
PROGRESS = "subscription($id: ID) { workProgress(projectId: $id) { workflowId note } }"
Subscribed = list[dict[str, Any]]


@asynccontextmanager
async def listening(running: Running, person: Person) -> AsyncIterator[Socket]:
    """A WebSocket that bears the person's token."""
    async with raw_socket(running.url) as live:
        await live.send({"type": "connection_init", "payload": {"Authorization": person.token}})
        assert (await live.receive())["type"] == "connection_ack"
        yield live


async def seen(live: Socket, until: str) -> Subscribed:
    """The handoffs up to the one of the workflow `until` to the Code Writer."""
    found: Subscribed = []
    while not found or (found[-1]["workflowId"], found[-1]["toState"]) != (until, "HANDOFF_TO_CODER"):
        found.append((await live.next("h"))["handoffs"])
    return found


@pytest.mark.parametrize("after", [None, "START"])
async def test_those_who_ask_the_same_see_each_their_own_live_and_again(
    guarded: Running, admin: Client, after: str | None
) -> None:
    mine, other = f"mine-{uuid4()}", f"other-{uuid4()}"
    people = [Person(projects=[mine]), Person(projects=[other]), Person(projects=[mine, other]), EVERYTHING]
    before = {project: await bring(admin, "HANDOFF_TO_CODER", projectId=project) for project in (mine, other, THEIRS)}
    async with AsyncExitStack() as opened:
        sockets = [await opened.enter_async_context(listening(guarded, person)) for person in people]
        for live in sockets:
            await live.subscribe("h", HANDOFFS, after=after)
            await live.settle() if after is None else None
        new = {project: await bring(admin, "HANDOFF_TO_CODER", projectId=project) for project in (THEIRS, mine, other)}
        for person, live in zip(people[:2], sockets[:2], strict=True):
            (project,) = person.projects
            found = await seen(live, new[project]["id"])
            assert {event["workflow"]["projectId"] for event in found} == {project}
            known = {new[project]["id"]} | ({before[project]["id"]} if after else set())
            assert {event["workflowId"] for event in found} == known
        both = await seen(sockets[2], new[other]["id"])
        assert {event["workflow"]["projectId"] for event in both} == {mine, other}
        everything = await seen(sockets[3], new[other]["id"])
        assert {event["workflow"]["projectId"] for event in everything} >= {mine, other, THEIRS}


async def test_over_server_sent_events_too(guarded: Running, admin: Client) -> None:
    mine = f"mine-{uuid4()}"
    first = await bring(admin, "HANDOFF_TO_CODER", projectId=mine)
    async with speaking(guarded, Person(projects=[mine])) as client, stream(client, HANDOFFS, after="START") as events:
        assert [(await events.next())["handoffs"]["workflowId"] for _ in range(2)] == [first["id"]] * 2
        await bring(admin, "HANDOFF_TO_CODER", projectId=THEIRS)
        second = await bring(admin, "HANDOFF_TO_CODER", projectId=mine)
        assert [(await events.next())["handoffs"]["workflowId"] for _ in range(2)] == [second["id"]] * 2


async def test_a_foreign_project_is_silent_like_one_without_events_and_its_cursors_are_places(
    guarded: Running, admin: Client
) -> None:
    mine = f"mine-{uuid4()}"
    place = (await bring(admin, "HANDOFF_TO_CODER", projectId=THEIRS))["cursor"]
    async with listening(guarded, Person(projects=[mine])) as live:
        await live.subscribe("theirs", EVENTS, id=THEIRS)
        await live.subscribe("absent", EVENTS, id="absent")
        await live.subscribe("h", HANDOFFS, after=place)
        await bring(admin, "HANDOFF_TO_CODER", projectId=THEIRS)
        own = await bring(admin, "HANDOFF_TO_CODER", projectId=mine)
        assert {event["workflowId"] for event in await seen(live, own["id"])} == {own["id"]}
        await live.settle()


async def test_progress_is_told_of_ones_own_work_only(guarded: Running, admin: Client) -> None:
    mine = f"mine-{uuid4()}"

    async def beat(project: str) -> str:
        workflow = await bring(admin, projectId=project)
        token = await claim(admin, workflow["id"])
        await admin.mutate("heartbeat", claimToken=token, note=project)
        return str(workflow["id"])

    await beat(THEIRS)
    async with listening(guarded, Person(projects=[mine])) as live:
        await live.subscribe("all", PROGRESS)
        await live.subscribe("theirs", PROGRESS, id=THEIRS)
        await beat(THEIRS)
        own = await beat(mine)
        async with asyncio.timeout(10):
            assert (await live.next("all"))["workProgress"] == {"workflowId": own, "note": mine}
        await live.settle()
