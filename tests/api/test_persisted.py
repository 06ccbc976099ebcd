"""Operations by hash, as clients with automatic persisted queries send them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.requests import START
from tests.api.streams import EVENTS, Stream

QUERY = "query Head { cursor }"
MUTATION = "mutation($input: StartWorkflowInput!) { startWorkflow(input: $input) { __typename } }"
UNKNOWN = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
NEWER = {"accept": "application/graphql-response+json, application/json;q=0.9"}


def hashed(query: str) -> dict[str, Any]:
    """The extension that names `query`."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}}


async def post(client: Client, headers: Mapping[str, str] | None = None, **body: Any) -> httpx.Response:
    """The answer to a body."""
    kind = {"content-type": "application/json", **(headers or {})}
    return await client.http.post(client.url, content=json.dumps(body), headers=kind)


async def get(client: Client, **given: Any) -> httpx.Response:
    """The answer to a URL."""
    params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return await client.http.get(client.url, params=params)


async def test_a_hash_is_unknown_until_the_text_has_come_with_it_and_stands_for_the_text_then(
    client: Client, subtests: pytest.Subtests
) -> None:
    for number, headers in enumerate(({}, NEWER, {"content-type": "application/json; charset=utf-8"})):
        query = f"query Head{number} {{ cursor }}"
        asked = {"extensions": {**hashed(query), "other": 1}}
        with subtests.test(str(headers)):
            unknown = await post(client, headers, **asked)
            assert (unknown.status_code, unknown.json()) == (200, {"errors": [UNKNOWN]})
            assert unknown.headers["cache-control"] == "no-store"
            missed = {"extensions": {"persistedQuery": {**hashed(query)["persistedQuery"], "miss": True}}}
            first = await post(client, headers, query=query, **missed)
            assert first.json()["data"]["cursor"]
            for alone in (asked, {**asked, "query": None}, {**asked, "query": ""}):
                assert (await post(client, headers, **alone)).json() == first.json()
            assert (await get(client, **asked)).json() == first.json()


async def test_by_get_a_text_can_come_and_be_meant_but_no_mutation(client: Client, running: Running) -> None:
    unknown = await get(client, extensions=hashed(QUERY), operationName="Head")
    assert (unknown.status_code, unknown.json()) == (200, {"errors": [UNKNOWN]})
    assert (await get(client, query=QUERY, extensions=hashed(QUERY))).json()["data"]
    assert (await get(client, extensions=hashed(QUERY), operationName="Head")).json()["data"]
    sent = {"extensions": hashed(MUTATION), "variables": {"input": START}}
    assert (await post(client, query=MUTATION, **sent)).json()["data"]
    for both in (sent, {**sent, "query": MUTATION}):
        refused = await get(client, **both)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert await running.events() == 1
    assert (await post(client, **sent)).json()["data"]
    assert await running.events() == 2


async def test_variables_and_the_operation_s_name_go_with_the_hash(client: Client) -> None:
    text = "query A($n: Int!) { workflows(first: $n) { nodes { id } } } query B { cursor }"
    asked = {"extensions": hashed(text)}
    assert (await post(client, query=text, operationName="B", **asked)).json()["data"].keys() == {"cursor"}
    assert (await post(client, operationName="A", variables={"n": 1}, **asked)).json()["data"]["workflows"]
    (error,) = (await post(client, operationName="A", variables={"n": 0}, **asked)).json()["errors"]
    assert error["extensions"] == {"code": "BAD_PAGE_SIZE"}
    assert (await post(client, operationName="C", **asked)).status_code == 400
    (error,) = (await post(client, **asked)).json()["errors"]
    assert error["message"].startswith("Expected `operationName`")


async def test_a_text_that_does_not_fit_its_hash_is_refused_and_not_remembered(client: Client) -> None:
    cases = ((post, QUERY), (post, "{ cursor } "), (post, '{ a(b: "\ud800") }'), (post, "{"), (get, QUERY))
    for send, text in cases:
        answer = await send(client, query=text, extensions=hashed("{ cursor }"))
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]) == (400, {"code": "BAD_REQUEST"})
        assert "provided sha does not match query" in error["message"]
    assert (await post(client, extensions=hashed("{ cursor }"))).json() == {"errors": [UNKNOWN]}


@pytest.mark.parametrize(
    "text",
    [
        "{ cursor",
        "{ cursors }",
        "query { cursor(a: 1) }",
        "{ workflows(first: 100) { nodes { events(first: 100) { nodes { data notes } } } } }",
    ],
)
async def test_a_text_that_is_refused_is_answered_as_ever_and_not_remembered(client: Client, text: str) -> None:
    plain = (await post(client, query=text)).json()
    assert (await post(client, query=text, extensions=hashed(text))).json() == plain
    assert plain["errors"]
    assert (await post(client, extensions=hashed(text))).json() == {"errors": [UNKNOWN]}


async def test_the_cost_is_held_against_the_variables_of_each_request(client: Client) -> None:
    text = "query($n: Int!) { workflows(first: $n) { nodes { events(first: 100) { nodes { data notes } } } } }"
    asked = {"extensions": hashed(text)}
    assert "errors" not in (await post(client, query=text, variables={"n": 1}, **asked)).json()
    for both in (asked, {**asked, "query": text}):
        (error,) = (await post(client, variables={"n": 100}, **both)).json()["errors"]
        assert error["extensions"]["code"] == "QUERY_TOO_LARGE"
    assert "errors" not in (await post(client, variables={"n": 1}, **asked)).json()


async def test_a_subscription_by_hash_is_streamed(client: Client) -> None:
    text = 'subscription { workflowEvents(after: "START") { kind } }'
    await client.start()
    for more in ({"query": text}, {}):
        body, accept = {"extensions": hashed(text), **more}, {"accept": EVENTS}
        async with client.http.stream("POST", client.url, json=body, headers=accept) as response:
            assert await Stream(response, response.aiter_lines()).next() == {"workflowEvents": {"kind": "STARTED"}}
