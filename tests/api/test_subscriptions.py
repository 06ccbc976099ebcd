"""Subscriptions over a WebSocket: what is delivered, from where on."""

import asyncio

from tests.api.client import Client
from tests.api.places import bring, note
from tests.api.sockets import Socket

EVENTS = "subscription($after: String, $id: ID) { workflowEvents(after: $after, workflowId: $id) { %s } }"
PLAIN = EVENTS % "id cursor sequence notes"


async def test_from_start_all_that_happened_is_replayed_and_then_what_happens(client: Client, live: Socket) -> None:
    first, second = await bring(client, "PLANNING"), await bring(client)
    await live.subscribe("s", PLAIN, after="START")
    found = await live.events("s", 3)
    assert [event["id"] for event in found] == [f"{first['id']}:1", f"{first['id']}:2", f"{second['id']}:1"]
    made = [await note(client, first["id"]) for _ in range(3)]
    assert [event["id"] for event in await live.events("s", 3)] == [event["id"] for event in made]


async def test_after_a_cursor_comes_what_follows_it_wherever_the_cursor_is_from(client: Client, live: Socket) -> None:
    await bring(client, "PLANNING")
    workflow = await bring(client)
    head = (await client.data("{ cursor }"))["cursor"]
    made = await note(client, workflow["id"])
    for number, cursor in enumerate((workflow["cursor"], head)):
        await live.subscribe(f"s{number}", PLAIN, after=cursor)
        assert (await live.events(f"s{number}", 1))[0]["id"] == made["id"]
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
    found = await live.events("all", 4)
    await live.complete("all")
    for number, event in enumerate(found[:-1]):
        await live.subscribe(str(number), PLAIN, after=event["cursor"])
        rest = await live.events(str(number), len(found) - number - 1)
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
    rest = await live.events("s", last["sequence"] - first["sequence"])
    sequences = [event["sequence"] for event in (first, *rest)]
    assert sequences == list(range(first["sequence"], last["sequence"] + 1))


async def test_the_workflow_of_an_event_is_the_present_one_however_long_the_socket_lives(
    client: Client, live: Socket
) -> None:
    workflow = await bring(client)
    await live.subscribe("s", EVENTS % "sequence toState workflow { version state cursor } cursor", after="START")
    await live.events("s", 1)
    for state in ("PLANNING", "HANDOFF_TO_CODER", "IMPLEMENTATION", "HANDOFF_TO_TESTER"):
        await client.advance_to(workflow["id"], state)
        (event,) = await live.events("s", 1)
        assert event["workflow"] == {"version": event["sequence"], "state": state, "cursor": event["cursor"]}
