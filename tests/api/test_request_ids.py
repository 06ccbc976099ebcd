"""Every HTTP request has an id: its own if that is sane, else a new one; the answer bears it."""

import re

import httpx
import pytest

from tests.api.conftest import Running
from tests.api.streams import EVENTS

SANE = ("1", "a1b2-c3", "0af7651916cd43dd8448eb211c80319c", "Root=1-67891233:abc/def+x@y_z.", "x" * 64)
INSANE = ("", "x" * 65, "a b", "a\tb", "ü", '"', "a,b", "a;b", "<script>", "%0a", "{}")
PLACES = ("/graphql?query={__typename}", "/health/live", "/health/ready", "/metrics", "/nowhere", "/")


async def _given_back(running: Running, identity: str | None, path: str = PLACES[0], **headers: str) -> str:
    if identity is not None:
        headers["x-request-id"] = identity
    sent = {name: value.encode() for name, value in headers.items()}
    async with httpx.AsyncClient() as http:
        answer = await http.get(
            running.url.replace("/graphql", path), headers={name.encode(): value for name, value in sent.items()}
        )
    (found,) = answer.headers.get_list("x-request-id")
    return found


@pytest.mark.parametrize("identity", SANE)
async def test_a_sane_id_comes_back_as_it_was(running: Running, identity: str) -> None:
    assert await _given_back(running, identity) == identity


async def test_any_other_is_replaced_and_no_two_are_the_same(running: Running) -> None:
    made = [await _given_back(running, identity) for identity in (*INSANE, None, None)]
    assert all(re.fullmatch("[0-9a-f]{32}", identity) for identity in made)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("path", PLACES)
async def test_all_that_answers_gives_it_back(running: Running, path: str) -> None:
    assert await _given_back(running, "mine", path) == "mine"


async def test_a_request_that_is_refused_and_a_stream_bear_it_too(running: Running) -> None:
    async with httpx.AsyncClient() as http:
        refused = await http.post(running.url, content=b"{", headers={"x-request-id": "mine"})
        body = {"query": "subscription { workflowEvents { sequence } }"}
        headers = {"accept": EVENTS, "x-request-id": "mine"}
        async with http.stream("POST", running.url, json=body, headers=headers) as events:
            found = (refused.status_code, refused.headers["x-request-id"], events.headers["x-request-id"])
    assert found == (415, "mine", "mine")
