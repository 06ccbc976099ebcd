"""Whatever comes is answered with what was expected, changes nothing, and is no error of the server's."""

import json
import logging

import httpx
import pytest

from schema.body import MAX_BODY
from schema.problems import CODES
from tests.api.bad.bodies import bodies
from tests.api.bad.documents import documents
from tests.api.bad.envelopes import envelopes
from tests.api.bad.request import QUERY
from tests.api.bad.ways import EVENTS, ways
from tests.api.client import Client
from tests.api.conftest import Running

BAD = (*bodies(), *envelopes(), *ways(), *documents())


def test_no_request_is_in_the_table_twice() -> None:
    assert len({request.name for request in BAD}) == len(BAD) > 90


def _message(answer: httpx.Response) -> str:
    """The one error of an answer, which is JSON or an event that holds JSON."""
    kind = answer.headers["content-type"]
    assert kind == "application/json" or kind.startswith(EVENTS["accept"])
    text = answer.text if kind == "application/json" else answer.text.partition("data: ")[2].splitlines()[0]
    (error,) = json.loads(text)["errors"]
    assert error["extensions"]["code"] == CODES.get(answer.status_code, error["extensions"]["code"])
    message: str = error["message"]
    return message


async def test_every_bad_request_is_answered_and_leaves_no_trace(
    client: Client, running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    origin = running.url.removesuffix("/graphql")
    for bad in BAD:
        with subtests.test(bad.name):
            url, params = origin + bad.path, bad.params or None
            answer = await client.http.request(bad.method, url, content=bad.body(), headers=bad.headers, params=params)
            assert answer.status_code == bad.status, answer.text
            assert ("allow" in answer.headers) == (bad.status == 405)
            assert bad.words in _message(answer)
            assert await client.data(QUERY)
    assert await running.events() == 0
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_body_of_just_the_limit_is_taken(client: Client) -> None:
    question = json.dumps({"query": QUERY}).encode()
    padded = question + b" " * (MAX_BODY - len(question))
    answer = await client.http.post(client.url, content=padded, headers={"content-type": "application/json"})
    assert "cursor" in answer.json()["data"]
