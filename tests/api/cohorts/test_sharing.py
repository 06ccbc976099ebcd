"""Who asks the same is served by one execution; who asks something else is not."""

from collections.abc import Sequence
from typing import Any

from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, cohorts, joined, no_cohort, watching
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket, socket
from tests.api.test_statements import statements

NESTED = """
subscription($after: String, $id: ID) {
  workflowEvents(after: $after, workflowId: $id) { sequence workflow { version phases { output } } }
}
"""


async def _noted(client: Client, identity: str, watchers: Sequence[Socket], count: int) -> None:
    for _ in range(count):
        made = await client.mutate("addNote", workflowId=identity, text="Note.")
        for watcher in watchers:
            (event,) = await watcher.events("s", 1)
            assert event["sequence"] == made["event"]["sequence"]


async def test_the_database_is_asked_as_often_for_many_who_ask_the_same_as_for_one(
    client: Client, running: Running
) -> None:
    identity = (await bring(client))["id"]
    counts = []
    for size in (1, 5):
        async with watching(running, size, NESTED, id=identity) as watchers:
            await joined(running, size)
            with statements(running) as sent:
                await _noted(client, identity, watchers, 3)
            counts.append(len(sent))
    assert counts[0] == counts[1] > 3


async def test_all_are_sent_the_same_though_their_cursors_differ(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    cursor = (await client.data("{ cursor }"))["cursor"]
    async with socket(running.url) as one, socket(running.url) as other, socket(running.url) as third:
        for watcher, variables in ((one, {}), (other, {"after": cursor}), (third, {"after": "START"})):
            await watcher.subscribe("s", FOLLOW, id=identity, **variables)
        assert [event["sequence"] for event in await third.events("s", 1)] == [1]
        await joined(running, 3)
        await _noted(client, identity, [one, other, third], 3)


async def test_other_selections_variables_and_names_are_served_apart_and_right(
    client: Client, running: Running
) -> None:
    mine, yours = (await bring(client))["id"], (await bring(client))["id"]
    two = "subscription A($id: ID) { workflowEvents(workflowId: $id) { id } }"
    two += " subscription B($id: ID) { workflowEvents(workflowId: $id) { sequence } }"
    asked: list[dict[str, Any]] = [
        {"query": two, "operationName": "A", "variables": {"id": mine}},
        {"query": two, "operationName": "B", "variables": {"id": mine}},
        {"query": two, "operationName": "A", "variables": {"id": yours}},
        {"query": FOLLOW, "variables": {"id": mine}},
    ]
    async with socket(running.url) as live:
        for number, payload in enumerate(asked):
            await live.send({"id": str(number), "type": "subscribe", "payload": payload})
        await joined(running, 4, of=4)
        await client.mutate("addNote", workflowId=mine, text="Mine.")
        await client.mutate("addNote", workflowId=yours, text="Yours.")
        found = {}
        for _ in asked:
            message = await live.receive()
            found[message["id"]] = message["payload"]["data"]["workflowEvents"]
    assert found["0"] == {"id": f"{mine}:2"}
    assert found["1"] == {"sequence": 2}
    assert found["2"] == {"id": f"{yours}:2"}
    assert found["3"]["notes"] == "Mine."


async def test_one_may_ask_the_same_several_times_on_one_connection(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    async with socket(running.url) as live:
        for name in ("a", "b", "c"):
            await live.subscribe(name, FOLLOW, id=identity)
        await joined(running, 3)
        await client.mutate("addNote", workflowId=identity, text="Note.")
        messages = [await live.receive() for _ in range(3)]
    assert {message["id"] for message in messages} == {"a", "b", "c"}
    assert all(message["payload"] == messages[0]["payload"] for message in messages)


async def test_an_id_may_have_any_characters(client: Client, running: Running) -> None:
    names = ('"', "\\", "\n\t\0", "}{", "é", "\u2028", "\N{PERFORMING ARTS}", "\x7f", "<!--", "a" * 500)
    identity = (await bring(client))["id"]
    async with socket(running.url) as live:
        for name in names:
            await live.subscribe(name, FOLLOW, id=identity, after="START")
            assert [event["sequence"] for event in await live.events(name, 1)] == [1]
        await client.mutate("addNote", workflowId=identity, text="Note.")
        assert {(await live.receive())["id"] for _ in names} == set(names)


async def test_who_leaves_gets_nothing_more_and_the_others_go_on(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    async with watching(running, 3, id=identity) as (one, other, third):
        await joined(running, 3)
        await one.complete("s")
        await other.connection.close()
        await joined(running, 1)
        await _noted(client, identity, [third], 3)
        await one.settle()
        await one.subscribe("s", FOLLOW, id=identity)
        await joined(running, 2)
        await _noted(client, identity, [one, third], 2)


async def test_the_last_who_leaves_ends_the_cohort(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    for _ in range(3):
        async with watching(running, 2, id=identity) as watchers:
            await joined(running, 2)
            await _noted(client, identity, watchers, 1)
            for watcher in watchers:
                await watcher.complete("s")
            await no_cohort(running)
        async with watching(running, 2, id=identity):
            await joined(running, 2)
        await no_cohort(running)


async def test_when_the_server_goes_down_cohorts_end_with_their_connections(client: Client, running: Running) -> None:
    identity = (await bring(client))["id"]
    async with watching(running, 3, id=identity) as watchers:
        await joined(running, 3)
        await running.server.shutdown()
        assert {(await watcher.closed())[0] for watcher in watchers} == {1012}
        await no_cohort(running)
    assert cohorts(running) == 0
