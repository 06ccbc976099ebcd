"""Over HTTP nobody gets to the API without a good token."""

import json
import logging
import re
from typing import Any

import httpx
import pytest

from domain.vocabulary import Role
from tests.api.auth.making import SECRET, bearer, caller, signed
from tests.api.auth.wrong import WRONG, Wrong
from tests.api.client import START, Client
from tests.api.conftest import Running
from tests.api.scraping import scrape
from tests.api.sockets import raw_socket
from tests.api.test_page import BROWSER
from tests.server.test_logs import logging_to_stderr

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = "{ __schema { queryType { name } } }"


async def ask(url: str, authorization: str | None, **options: Any) -> httpx.Response:
    """The answer to a query."""
    headers = {} if authorization is None else {"authorization": authorization}
    async with caller() as http:
        return await http.post(url, json={"query": QUERY}, headers=headers, **options)


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_token_is_answered_401_with_what_is_wrong_and_never_repeated(
    guarded: Running, case: Wrong, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await ask(guarded.url, case.sent)
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert case.words in error["message"]
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith('Bearer realm="handoff"')
    assert re.fullmatch(r'Bearer realm="[^"]+"(, error="invalid_token", error_description="[^"\\]+")?', challenge)
    assert ("invalid_token" in challenge) == (case.sent is not None)
    refusals = [record for record in caplog.records if record.name == "handoff.auth"]
    assert [record.__dict__["reason"] for record in refusals] == [case.reason]
    told = answer.text + challenge + caplog.text
    for secret in (SECRET, *(case.sent or "").split(" ")[1:]):
        assert len(secret) < 10 or secret not in told


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER  "])
async def test_a_good_token_is_let_in(guarded: Running, scheme: str) -> None:
    answer = await ask(guarded.url, f"{scheme} {signed()}")
    assert answer.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


@pytest.mark.parametrize(
    "more",
    [
        {"roles": None, "projects": None},
        {"projects": "*", "operator": True},
        {"aud": ["shop", "handoff"]},
        {"iat": 10**11},
        {"projects": ["p" * 200, "Büro"] * 5},
        {"sub": "ü" * 200},
    ],
)
async def test_what_a_token_may_say_is_let_in(guarded: Running, more: dict[str, Any]) -> None:
    assert (await ask(guarded.url, bearer(signed(**more)))).status_code == 200


async def test_a_token_in_the_url_is_none(guarded: Running) -> None:
    given = {"access_token": signed(), "token": signed(), "authorization": bearer(signed()), "query": QUERY}
    async with caller() as http:
        answer = await http.get(guarded.url, params=given)
    assert answer.status_code == 401


@pytest.mark.parametrize("body", ["{", "x" * 2_000_000, '{"query": "{ wrokflows }"}'], ids=["broken", "huge", "wrong"])
async def test_nothing_of_the_body_is_looked_at_before_the_token(guarded: Running, body: str) -> None:
    async with caller() as http:
        answer = await http.post(guarded.url, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 401
        assert "workflows" not in answer.text
        assert (await http.get(guarded.url.replace("/graphql", "/health/live"))).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_too(guarded: Running, method: str) -> None:
    async with caller() as http:
        assert (await http.request(method, guarded.url)).status_code in {401, 405}


async def test_streams_need_a_token_too(guarded: Running) -> None:
    body = {"query": "subscription { workflowEvents { kind } }"}
    async with caller() as http:
        answer = await http.post(guarded.url, json=body, headers={"accept": "text/event-stream"})
    assert answer.status_code == 401


async def test_the_page_and_health_are_for_everybody_and_a_query_in_the_pages_url_is_not(guarded: Running) -> None:
    root = guarded.url.removesuffix("/graphql")
    async with caller(headers=BROWSER) as http:
        for path in ("/graphql", "/graphql/assets/app.js", "/health/live", "/health/ready"):
            assert (await http.get(root + path)).status_code == 200
        for params in ({"query": QUERY}, {"extensions": '{"persistedQuery": {}}'}):
            assert (await http.get(guarded.url, params=params)).status_code == 401


async def test_refusals_are_counted_by_reason(guarded: Running) -> None:
    headers = {"authorization": bearer(signed(operator=True))}
    before = (await scrape(guarded.url, headers)).value("handoff_not_admitted_total", reason="expired")
    await ask(guarded.url, WRONG["expired"].sent)
    after = (await scrape(guarded.url, headers)).value("handoff_not_admitted_total", reason="expired")
    assert after == before + 1


async def test_the_log_names_who_asked_over_http_and_websocket(
    guarded: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    build = {"projectId": "shop", "buildId": "b", "title": "T", "requirements": "R"}
    token = bearer(signed(sub="carol", projects="*", operator=True, roles=list(Role)))
    with logging_to_stderr(as_json=True):
        async with caller(headers={"authorization": token}) as http:
            await Client(guarded.url, http).start(**build)
        async with raw_socket(guarded.url) as live:
            await live.send({"type": "connection_init", "payload": {"Authorization": token}})
            await live.receive()
            await live.subscribe("m", START, input={**build, "buildId": "c"})
            await live.next("m")
    text = capsys.readouterr().err
    told = [line for line in map(json.loads, text.splitlines()) if line["logger"] == "handoff.commands"]
    assert [line["subject"] for line in told] == ["carol", "carol"]
    assert token not in text
