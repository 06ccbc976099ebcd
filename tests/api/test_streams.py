"""Subscriptions as server-sent events."""

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.streams import EVENTS, stream

FOLLOW = "subscription($after: String, $id: ID) { workflowEvents(after: $after, workflowId: $id) { id cursor } }"
BOTH = (
    "application/json, text/event-stream",
    "text/event-stream;q=0.9, */*",
    f"application/graphql-response+json, {EVENTS}",
)
NO_EVENTS = ("application/json", "*/*", "text/html", "image/png", "multipart/mixed")


async def test_a_stream_has_what_was_and_then_what_happens(client: Client) -> None:
    workflow = await bring(client, "PLANNING")
    async with stream(client, FOLLOW, after="START") as live:
        assert live.response.status_code == 200
        assert live.response.headers["content-type"].startswith(EVENTS)
        assert live.response.headers["cache-control"].startswith("no-cache")
        assert [(await live.next())["workflowEvents"]["id"] for _ in range(2)] == [
            f"{workflow['id']}:{n}" for n in (1, 2)
        ]
        made = (await client.mutate("addNote", workflowId=workflow["id"], text="Note."))["event"]
        assert (await live.next())["workflowEvents"]["id"] == made["id"]


async def test_a_stream_that_was_cut_off_resumes_after_its_last_event(client: Client) -> None:
    workflow = await bring(client)
    async with stream(client, FOLLOW, after="START") as live:
        last = (await live.next())["workflowEvents"]
    made = (await client.mutate("addNote", workflowId=workflow["id"], text="Note."))["event"]
    async with stream(client, FOLLOW, after=last["cursor"]) as live:
        assert (await live.next())["workflowEvents"]["id"] == made["id"]


async def test_many_streams_at_once_each_have_everything(client: Client) -> None:
    workflow = await bring(client)
    async with stream(client, FOLLOW, after="START") as one, stream(client, FOLLOW, after="START") as other:
        await client.mutate("addNote", workflowId=workflow["id"], text="Note.")
        assert [await one.next() for _ in range(2)] == [await other.next() for _ in range(2)]


async def test_who_takes_plain_answers_too_gets_them_for_queries_and_events_for_subscriptions(client: Client) -> None:
    workflow = await bring(client)
    add = 'mutation($id: ID!) { addNote(input: {workflowId: $id, text: "N"}) { ... on AddNoteSuccess { replayed } } }'
    for accept in BOTH:
        for query, variables in (("{ transitions { owner } }", {}), (add, {"id": workflow["id"]})):
            body = {"query": query, "variables": variables}
            answer = await client.http.post(client.url, json=body, headers={"accept": accept})
            assert answer.headers["content-type"] == "application/json"
            assert answer.json()["data"]
        async with stream(client, FOLLOW, accept, after="START") as live:
            assert live.response.headers["content-type"].startswith(EVENTS)
            assert (await live.next())["workflowEvents"]["id"] == f"{workflow['id']}:1"


async def test_who_takes_events_only_gets_a_query_as_one_event_and_the_end(client: Client) -> None:
    async with stream(client, "{ transitions { owner } }") as live:
        (next_, complete) = await live.rest()
    assert next_[0] == "next"
    assert next_[1]["data"]["transitions"]
    assert complete == ("complete", None)


async def test_who_takes_no_events_is_told_how_to_subscribe(client: Client) -> None:
    for accept in NO_EVENTS:
        answer = await client.http.post(client.url, json={"query": FOLLOW}, headers={"accept": accept})
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert "graphql-transport-ws" in error["message"]
        assert "Accept: text/event-stream" in error["message"]


FAULTY = {
    "subscription { workflowEvents { nope } }": "Cannot query field 'nope'",
    "subscription { workflowEvents { id }": "Syntax Error: Expected Name, found <EOF>.",
    'subscription { workflowEvents(after: "x") { id } }': "`after`: 'x' is not a cursor",
    'subscription { workflowEvents(workflowId: "x") { id } }': "There is no workflow 'x'.",
    "{ cursor": "Syntax Error: Expected Name, found <EOF>.",
    "query A { cursor } query B { cursor }": "Expected `operationName`",
    "fragment F on Query { cursor }": "Can't get GraphQL operation type",
}


async def test_a_faulty_operation_is_answered_and_the_stream_completed(
    client: Client, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for query, words in FAULTY.items():
        with subtests.test(query):
            async with stream(client, query) as live:
                failure, complete = await live.rest()
            assert failure[0] == "next"
            assert failure[1]["data"] is None
            assert failure[1]["errors"][0]["message"].startswith(words)
            assert complete == ("complete", None)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_subscription_may_be_asked_for_by_get(client: Client) -> None:
    workflow = await bring(client)
    query = 'subscription { workflowEvents(after: "START") { id } }'
    async with client.http.stream("GET", client.url, params={"query": query}, headers={"accept": EVENTS}) as response:
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                assert f"{workflow['id']}:1" in line
                break


async def test_a_quiet_stream_is_kept_alive_by_comments(client: Client, running: Running) -> None:
    running.endpoint._stream_transport_map["sse"].heartbeat_interval = 0.05
    async with stream(client, FOLLOW) as live:
        assert await anext(live.lines) == ": ping"


async def test_when_the_server_goes_down_a_stream_ends_without_being_complete(client: Client, running: Running) -> None:
    await bring(client)
    async with stream(client, FOLLOW, after="START") as live:
        await live.next()
        await running.server.shutdown()
        assert await live.rest() == []
