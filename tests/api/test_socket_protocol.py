"""Clients that get graphql-transport-ws wrong: each is told by a close code, and the server goes on."""

from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from schema.body import MAX_BODY
from schema.endpoint import SUBSCRIPTIONS_PER_CONNECTION
from tests.api.conftest import Running
from tests.api.sockets import raw_socket, socket

INIT = {"type": "connection_init"}
QUERY = "{ cursor }"
FOLLOW = "subscription { workflowEvents { id } }"


def subscribe(query: object = QUERY, identity: object = "s", **payload: Any) -> dict[str, Any]:
    """A message that asks for an operation."""
    return {"id": identity, "type": "subscribe", "payload": {"query": query, **payload}}


WRONG: dict[str, tuple[list[Any], int, str]] = {
    "no JSON": (["{"], 4400, "valid JSON"),
    "an empty message": ([""], 4400, "valid JSON"),
    "a binary message": ([b'{"type": "ping"}'], 4400, "must be text"),
    "NaN": (['{"type": NaN}'], 4400, "valid JSON"),
    "an integer of 5,000 digits": (["1" * 5000], 4400, "valid JSON"),
    "nesting without end": (["[" * 100_000], 4400, "valid JSON"),
    "a list": (["[]"], 4400, "expected a JSON object"),
    "null": (["null"], 4400, "expected a JSON object"),
    "a text": (['"connection_init"'], 4400, "expected a JSON object"),
    "no type": (["{}"], 4400, "`type` must be one of"),
    "a type that is no text": ([{"type": 1}], 4400, "`type` must be one of"),
    "a type that is a list": ([{"type": ["ping"]}], 4400, "`type` must be one of"),
    "an unknown type": ([{"type": "hello"}], 4400, "`type` must be one of"),
    "a type of the older protocol": ([{"type": "start", "id": "s", "payload": {}}], 4400, "`type` must be one of"),
    "a very long type": ([{"type": "x" * 500}], 4400, "`type` must be one of"),
    "a type that is no Unicode": ([{"type": "\ud800"}], 4400, "`type` must be one of"),
    "an init whose payload is a list": ([{**INIT, "payload": []}], 4400, "connection init payload"),
    "a second init": ([INIT, INIT], 4429, "Too many initialisation requests"),
    "an operation before init": ([subscribe()], 4401, "Unauthorized"),
    "no id": ([INIT, {"type": "subscribe", "payload": {"query": QUERY}}], 4400, "`id` of subscribe"),
    "an id that is no text": ([INIT, subscribe(identity=1)], 4400, "`id` of subscribe"),
    "an id that is a list": ([INIT, subscribe(identity=[])], 4400, "`id` of subscribe"),
    "an empty id": ([INIT, subscribe(identity="")], 4400, "`id` of subscribe"),
    "an id that is taken": ([INIT, subscribe(FOLLOW), subscribe(FOLLOW)], 4409, "Subscriber for s already exists"),
    "no payload": ([INIT, {"type": "subscribe", "id": "s"}], 4400, "`payload` must have a `query`"),
    "a payload that is a list": ([INIT, {"type": "subscribe", "id": "s", "payload": []}], 4400, "`payload` must have"),
    "a query that is no text": ([INIT, subscribe(1)], 4400, "`payload` must have a `query`, a text"),
    "variables that are a list": ([INIT, subscribe(variables=[])], 4400, "`payload.variables` must be an object"),
    "variables that are a text": ([INIT, subscribe(variables="{}")], 4400, "`payload.variables` must be an object"),
    "an operation name that is no text": ([INIT, subscribe(operationName=1)], 4400, "`payload.operationName` must be"),
    "a complete without an id": ([INIT, {"type": "complete"}], 4400, "`id` of complete"),
    "a complete whose id is a list": ([INIT, {"type": "complete", "id": []}], 4400, "`id` of complete"),
    "a message over the limit": ([INIT, subscribe(QUERY + " " * MAX_BODY)], 1009, "exceeds limit"),
}


async def test_each_mistake_closes_with_its_code_and_says_what_was_expected(
    running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for name, (messages, code, words) in WRONG.items():
        with subtests.test(name):
            async with raw_socket(running.url) as wrong:
                for message in messages:
                    await wrong.send(message)
                found, reason = await wrong.closed()
            assert found == code
            assert words in reason
            async with socket(running.url) as good:
                await good.subscribe("q", QUERY)
                assert "cursor" in await good.next("q")
    assert [record for record in caplog.records if record.exc_info] == []


HARMLESS: dict[str, Any] = {
    "a complete of what is not there": {"type": "complete", "id": "nothing"},
    "a pong that nobody asked for": {"type": "pong"},
    "a pong with a payload": {"type": "pong", "payload": {"a": 1}},
}


async def test_harmless_messages_are_passed_over_and_a_ping_gets_its_pong(
    running: Running, subtests: pytest.Subtests
) -> None:
    for name, message in HARMLESS.items():
        with subtests.test(name):
            async with socket(running.url) as live:
                await live.send(message)
                await live.settle()


async def test_an_init_may_have_any_object_or_null_for_a_payload(running: Running) -> None:
    payloads: tuple[dict[str, Any], ...] = ({}, {"payload": None}, {"payload": {}}, {"payload": {"token": "x"}})
    for payload in payloads:
        async with raw_socket(running.url) as live:
            await live.send({**INIT, **payload})
            assert await live.receive() == {"type": "connection_ack"}


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "a syntax error": (subscribe("{ cursor"), "Syntax Error: Expected Name, found <EOF>."),
    "a long syntax error": (subscribe(f"{{ a }} {'x' * 500}"), "Syntax Error: Unexpected Name"),
    "no Unicode": (subscribe("{ \ud800 }"), "Syntax Error: Invalid character: U+D800."),
    "an empty document": (subscribe(""), 'Request data is missing a "query" value'),
    "a blank document": (subscribe(" "), "Syntax Error: Unexpected <EOF>."),
    "no operation": (subscribe("fragment F on Query { cursor }"), "Can't get GraphQL operation type"),
    "an unknown field": (subscribe("{ nope }"), "Cannot query field 'nope' on type 'Query'."),
    "an unknown operation": (subscribe("query A { cursor }", operationName="B"), 'Unknown operation named "B".'),
    "one of two": (subscribe("query A { cursor } query B { cursor }"), "Expected `operationName` to say which"),
    "an integer of 5,000 digits": (
        subscribe(f"{{ workflows(first: {'1' * 5000}) {{ nodes {{ id }} }} }}"),
        "Expected an integer of 32 bits",
    ),
    "a wrong variable": (
        subscribe("subscription($r: Role) { handoffs(toRole: $r) { id } }", variables={"r": "X"}),
        "Variable '$r' has invalid value: Value 'X' does not exist in 'Role' enum.",
    ),
}


async def test_a_faulty_operation_gets_an_error_of_its_own_and_the_others_go_on(
    running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    async with socket(running.url) as live:
        for name, (message, words) in FAULTY.items():
            with subtests.test(name):
                await live.send(message)
                error = await live.failure("s")
                assert error["message"].startswith(words)
                assert "extensions" not in error
        await live.subscribe("q", QUERY)
        assert "cursor" in await live.next("q")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_more_operations_at_once_than_a_connection_may_have_are_refused(running: Running) -> None:
    async with socket(running.url) as live:
        for number in range(SUBSCRIPTIONS_PER_CONNECTION):
            await live.subscribe(str(number), FOLLOW)
        await live.subscribe("one more", FOLLOW)
        assert (await live.failure("one more"))["message"] == "Subscription limit reached"
        await live.complete("0")
        await live.subscribe("q", QUERY)
        assert "cursor" in await live.next("q")


async def test_who_does_not_init_in_time_is_closed_out(running: Running) -> None:
    running.endpoint.connection_init_wait_timeout = timedelta(milliseconds=50)
    async with raw_socket(running.url) as silent:
        assert await silent.closed() == (4408, "Connection initialisation timeout")


async def test_a_client_without_the_subprotocol_is_closed_out(running: Running) -> None:
    async with connect(running.url.replace("http:", "ws:")) as connection:
        await connection.wait_closed()
        assert (connection.close_code, connection.close_reason) == (4406, "Subprotocol not acceptable")


async def test_a_websocket_elsewhere_is_refused(running: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(running.url.replace("http:", "ws:") + "/nowhere")
    assert refused.value.response.status_code == 403
