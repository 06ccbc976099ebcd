"""Subscriptions over a WebSocket: what is delivered, from where on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket, socket

EVENTS = "subscription($after: String, $id: ID) { workflowEvents(after: $after, workflowId: $id) { %s } }"
PLAIN = EVENTS % "id cursor sequence notes"


@pytest.fixture
async def live(running: Running) -> AsyncIterator[Socket]:
    """A WebSocket, ready for operations."""
    async with socket(running.url) as opened:
        yield opened


async def events(live: Socket, identity: str, count: int) -> list[dict[str, Any]]:
    """The next events of a subscription to `workflowEvents`."""
    return [(await live.next(identity))["workflowEvents"] for _ in range(count)]


async def note(client: Client, workflow_id: str, text: str = "Note.") -> dict[str, Any]:
    """Add a note; gives the event."""
    event: dict[str, Any] = (await client.mutate("addNote", workflowId=workflow_id, text=text))["event"]
    return event


async def test_from_start_all_that_happened_is_replayed_and_then_what_happens(client: Client, live: Socket) -> None:
    first, second = await bring(client, "PLANNING"), await bring(client)
    await live.subscribe("s", PLAIN, after="START")
    found = await events(live, "s", 3)
    assert [event["id"] for event in found] == [f"{first['id']}:1", f"{first['id']}:2", f"{second['id']}:1"]
    made = [await note(client, first["id"]) for _ in range(3)]
    assert [event["id"] for event in await events(live, "s", 3)] == [event["id"] for event in made]


async def test_after_a_cursor_comes_what_follows_it_wherever_the_cursor_is_from(client: Client, live: Socket) -> None:
    await bring(client, "PLANNING")
    workflow = await bring(client)
    head = (await client.data("{ cursor }"))["cursor"]
    made = await note(client, workflow["id"])
    for number, cursor in enumerate((workflow["cursor"], head)):
        await live.subscribe(f"s{number}", PLAIN, after=cursor)
        assert (await events(live, f"s{number}", 1))[0]["id"] == made["id"]
    last = await note(client, workflow["id"])
    for number in range(2):
        await live.complete(f"s{number}")
    await live.subscribe("t", PLAIN, after=made["cursor"])
    message = await live.receive()
    while message["id"] != "t":
        message = await live.receive()
    assert message["payload"]["data"]["workflowEvents"]["id"] == last["id"]


async def test_every_delivered_cursor_resumes_right_behind_its_event(client: Client, live: Socket) -> None:
    await bring(client, "IMPLEMENTATION")
    await live.subscribe("all", PLAIN, after="START")
    found = await events(live, "all", 4)
    await live.complete("all")
    for number, event in enumerate(found[:-1]):
        await live.subscribe(str(number), PLAIN, after=event["cursor"])
        rest = await events(live, str(number), len(found) - number - 1)
        assert rest == found[number + 1 :]
        await live.complete(str(number))


async def test_without_a_cursor_comes_what_happens_from_now_on(client: Client, live: Socket) -> None:
    workflow = await bring(client, "IMPLEMENTATION")
    await live.subscribe("s", PLAIN)
    arriving = asyncio.create_task(live.next("s"))
    last = await note(client, workflow["id"])
    while not arriving.done():
        last = await note(client, workflow["id"])
    first = (await arriving)["workflowEvents"]
    assert first["notes"] == "Note."
    rest = await events(live, "s", last["sequence"] - first["sequence"])
    sequences = [event["sequence"] for event in (first, *rest)]
    assert sequences == list(range(first["sequence"], last["sequence"] + 1))


async def test_the_workflow_of_an_event_is_the_present_one_however_long_the_socket_lives(
    client: Client, live: Socket
) -> None:
    workflow = await bring(client)
    await live.subscribe("s", EVENTS % "sequence toState workflow { version state cursor } cursor", after="START")
    await events(live, "s", 1)
    for state in ("PLANNING", "HANDOFF_TO_CODER", "IMPLEMENTATION", "HANDOFF_TO_TESTER"):
        await client.advance_to(workflow["id"], state)
        (event,) = await events(live, "s", 1)
        assert event["workflow"] == {"version": event["sequence"], "state": state, "cursor": event["cursor"]}


async def test_several_subscriptions_share_a_socket_and_one_can_be_completed_alone(
    client: Client, live: Socket
) -> None:
    workflow = await bring(client)
    for identity in ("a", "b"):
        await live.subscribe(identity, PLAIN, after="START")
        await events(live, identity, 1)
    await note(client, workflow["id"])
    assert {(await live.receive())["id"] for _ in range(2)} == {"a", "b"}
    await live.complete("a")
    await live.settle()
    for _ in range(3):
        await note(client, workflow["id"])
    assert [event["sequence"] for event in await events(live, "b", 3)] == [3, 4, 5]
    await live.settle()


async def test_an_identity_is_free_again_once_it_was_completed(client: Client, live: Socket) -> None:
    await bring(client)
    for _ in range(3):
        await live.subscribe("s", PLAIN, after="START")
        assert len(await events(live, "s", 1)) == 1
        await live.complete("s")


async def test_queries_and_mutations_are_answered_beside_subscriptions(client: Client, live: Socket) -> None:
    workflow = await bring(client)
    await live.subscribe("s", PLAIN, after=workflow["cursor"])
    add = 'mutation($id: ID!) { addNote(input: {workflowId: $id, text: "N"}) { ... on AddNoteSuccess { replayed } } }'
    await live.subscribe("m", add, id=workflow["id"])
    messages = [await live.receive() for _ in range(3)]
    by_type = {(message["id"], message["type"]): message.get("payload") for message in messages}
    assert set(by_type) == {("m", "next"), ("m", "complete"), ("s", "next")}
    assert by_type["m", "next"] == {"data": {"addNote": {"replayed": False}}}
    await live.subscribe("q", "query($id: ID!) { workflow(id: $id) { version } }", id=workflow["id"])
    assert await live.next("q") == {"workflow": {"version": 2}}
    assert await live.receive() == {"id": "q", "type": "complete"}


async def test_what_a_subscription_can_not_follow_ends_it_with_a_clear_error_and_the_socket_goes_on(
    client: Client, live: Socket
) -> None:
    unknown = "6ec57f84-0000-4000-8000-000000000000"
    for wrong in (unknown, "x", "\0", "\ud800"):
        await live.subscribe("s", PLAIN, id=wrong)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "WORKFLOW_NOT_FOUND"}
        assert error["message"].startswith("There is no workflow")
    workflow = await bring(client)
    for wrong in ("x", "", "\0", "\ud800", "START "):
        await live.subscribe("s", PLAIN, after=wrong)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "BAD_CURSOR"}
        assert error["message"].startswith("`after`: ")
    await live.subscribe("s", PLAIN, after="START", id=workflow["id"])
    assert len(await events(live, "s", 1)) == 1
