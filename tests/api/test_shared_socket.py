"""Several operations on one WebSocket."""

from tests.api.client import Client
from tests.api.places import bring, note
from tests.api.sockets import Socket

FOLLOW = "subscription($after: String) { workflowEvents(after: $after) { sequence } }"


async def test_several_subscriptions_share_a_socket_and_one_can_be_completed_alone(
    client: Client, live: Socket
) -> None:
    workflow = await bring(client)
    for identity in ("a", "b"):
        await live.subscribe(identity, FOLLOW, after="START")
        await live.events(identity, 1)
    await note(client, workflow["id"])
    assert {(await live.receive())["id"] for _ in range(2)} == {"a", "b"}
    await live.complete("a")
    await live.settle()
    for _ in range(3):
        await note(client, workflow["id"])
    assert [event["sequence"] for event in await live.events("b", 3)] == [3, 4, 5]
    await live.settle()


async def test_an_identity_is_free_again_once_it_was_completed(client: Client, live: Socket) -> None:
    await bring(client)
    for _ in range(3):
        await live.subscribe("s", FOLLOW, after="START")
        assert len(await live.events("s", 1)) == 1
        await live.complete("s")


async def test_queries_and_mutations_are_answered_beside_subscriptions(client: Client, live: Socket) -> None:
    workflow = await bring(client)
    await live.subscribe("s", FOLLOW, after=workflow["cursor"])
    add = 'mutation($id: ID!) { addNote(input: {workflowId: $id, text: "N"}) { ... on AddNoteSuccess { replayed } } }'
    await live.subscribe("m", add, id=workflow["id"])
    messages = [await live.receive() for _ in range(3)]
    by_type = {(message["id"], message["type"]): message.get("payload") for message in messages}
    assert set(by_type) == {("m", "next"), ("m", "complete"), ("s", "next")}
    assert by_type["m", "next"] == {"data": {"addNote": {"replayed": False}}}
    await live.subscribe("q", "query($id: ID!) { workflow(id: $id) { version } }", id=workflow["id"])
    assert await live.next("q") == {"workflow": {"version": 2}}
    assert await live.receive() == {"id": "q", "type": "complete"}
