"""Whatever is asked, a WebSocket gets what a stream of server-sent events does, which is never shared."""

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.cohorts.test_asking import USUAL
from tests.api.cohorts.watching import FOLLOW, joined, no_cohort, watching
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket, socket
from tests.api.streams import stream

REPLAYING = {
    "inline": 'subscription { workflowEvents(after: "START") { id data } }',
    "alias": 'subscription { it: workflowEvents(after: "START") { id that: message } }',
    "fragment": 'subscription { ...F } fragment F on Subscription { workflowEvents(after: "START") { id } }',
    "default": 'subscription($a: String = "START") { workflowEvents(after: $a) { id } }',
    "twice": 'subscription($a: String = "START") { workflowEvents(after: $a) { id workflow { events(after: null) '
    "{ nodes { kind } } } } }",
    "skipped": 'subscription { workflowEvents(after: "START") { id message @skip(if: true) } }',
    "typename": 'subscription { workflowEvents(after: "START") { __typename workflow { __typename } } }',
    "empty name": 'subscription { workflowEvents(after: "START", projectId: "p") { id } }',
}
FAULTY = {name: case for name, case in USUAL.items() if name not in {"a query", "what is no part of the log"}} | {
    "an unknown field": (FOLLOW.replace("kind", "nope"), {}),
    "an unknown argument": ("subscription { handoffs(nope: 1) { id } }", {}),
    "a cursor twice": ('subscription { handoffs(after: "START", after: "START") { id } }', {}),
    "a bad cursor": (FOLLOW, {"after": "x"}),
    "an unknown workflow": (FOLLOW, {"id": "x"}),
    "an unknown variable's type": ("subscription($a: Nope) { handoffs(after: $a) { id } }", {}),
    "a bad filter": ("subscription($p: ID) { handoffs(projectId: $p) { id } }", {"p": "\0"}),
}
ENDLESS = {"a fragment at the root", "an inline fragment at the root"}
"""These are good, and wait for what is new."""


async def _first(client: Client, live: Socket, query: str, variables: dict[str, Any], count: int) -> None:
    async with stream(client, query, **variables) as usual:
        expected = [(await usual.event())[1] for _ in range(count)]
    await live.subscribe("s", query, **variables)
    found = []
    for _ in range(count):
        message = await live.receive()
        found.append(message["payload"] if message["type"] == "next" else {"data": None, "errors": message["payload"]})
    assert found == expected


async def test_every_form_gets_the_results_that_it_gets_alone(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    await bring(client, "IMPLEMENTATION")
    count = await running.events()
    for name, query in REPLAYING.items():
        async with socket(running.url) as live:
            with subtests.test(name):
                await _first(client, live, query, {}, count)


async def test_what_can_not_be_served_gets_the_errors_that_it_gets_alone(
    client: Client, live: Socket, running: Running, subtests: pytest.Subtests
) -> None:
    await bring(client)
    for name, (query, variables) in FAULTY.items():
        if name in ENDLESS:
            continue
        with subtests.test(name):
            async with stream(client, query, **variables) as usual:
                expected = (await usual.event())[1]["errors"]
            await live.subscribe("s", query, **variables)
            assert [await live.failure("s")] == expected
    await no_cohort(running)


async def test_a_required_cursor_that_is_null_is_refused_though_others_follow_with_one(
    client: Client, running: Running, live: Socket
) -> None:
    identity = (await bring(client))["id"]
    query = FOLLOW.replace("String", "String!")
    async with watching(running, 2, query, id=identity, after=(await client.data("{ cursor }"))["cursor"]):
        await joined(running, 2)
        await live.subscribe("s", query, id=identity, after=None)
        assert "of non-null type 'String!'" in (await live.failure("s"))["message"]


async def test_a_bad_cursor_is_refused_though_others_follow_with_good_ones(
    client: Client, running: Running, live: Socket
) -> None:
    identity = (await bring(client))["id"]
    async with watching(running, 2, id=identity):
        await joined(running, 2)
        await live.subscribe("s", FOLLOW, id=identity, after="x")
        assert (await live.failure("s"))["extensions"] == {"code": "BAD_CURSOR"}
        await live.settle()
        await joined(running, 2)
