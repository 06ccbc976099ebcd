"""What belongs to another project is answered as what does not exist, to the byte, and nothing comes of asking."""

import json
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.rights.operations import MUTATIONS, QUERIES, SAME_FOR_ALL, SUBSCRIPTIONS, Request
from tests.api.rights.people import MINE, STRANGERS, speaking
from tests.api.rights.storage import stored
from tests.api.rights.targets import HUSH, Target, foreign, nothing
from tests.api.sockets import Socket, raw_socket
from tests.api.streams import EVENTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLACES = [
    ("PLANNING", "CLAIMED"),
    ("HANDOFF_TO_CODER", "GATED"),
    ("IMPLEMENTATION", "ESCALATED"),
    ("COMPLETE", "ACTIVE"),
]
OWN = {"date", "x-request-id"}
"""Headers that differ from answer to answer."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(guarded: Running, admin: Client) -> dict[tuple[str, str], Target]:
    """Workflows of another project."""
    return {place: await foreign(guarded, admin, *place) for place in PLACES}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own(admin: Client) -> str:
    """A workflow of the project that most callers may see; it is claimed."""
    return str((await bring(admin, "HANDOFF_TO_TESTER", "PAUSED", projectId=MINE, buildId="b"))["id"])


def told(answer: httpx.Response, target: Target) -> tuple[object, ...]:
    """All that an answer tells, save for what was asked about."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in OWN)
    return answer.status_code, headers, target.mask(answer.text)


async def ask(client: Client, request: Request, accept: str = "application/json") -> httpx.Response:
    """The answer to a request."""
    body = {"query": request.query, "variables": dict(request.variables)}
    return await client.http.post(client.url, json=body, headers={"accept": accept})


@pytest.mark.parametrize(
    ("person", "place"),
    [*((person, PLACES[0]) for person in STRANGERS), *(("operator of another project", each) for each in PLACES[1:])],
)
async def test_what_is_not_ones_own_is_answered_like_what_does_not_exist(
    guarded: Running, theirs: dict[tuple[str, str], Target], own: str, person: str, place: tuple[str, str]
) -> None:
    target, who = theirs[place], STRANGERS[person]
    none = nothing(guarded, target)
    before = await stored(guarded)
    async with speaking(guarded, who) as client:
        for name, asking in {**QUERIES, **MUTATIONS}.items():
            pairs = zip(asking(target, own, who.acts), asking(none, own, who.acts), strict=True)
            for about, beside in pairs:
                answer = await ask(client, about)
                assert told(answer, target) == told(await ask(client, beside), none), (name, about.variables)
                assert HUSH not in target.mask(answer.text), name
                assert "VALIDATION" not in answer.text, name
        for name, asking in SUBSCRIPTIONS.items():
            pairs = zip(asking(target, own, who.acts), asking(none, own, who.acts), strict=True)
            for about, beside in pairs:
                answer = await ask(client, about, EVENTS)
                assert told(answer, target) == told(await ask(client, beside, EVENTS), none), name
                assert "WORKFLOW_NOT_FOUND" in answer.text
    assert await stored(guarded) == before


async def messages(live: Socket, request: Request, about: Target) -> list[str]:
    """All that is said to a request over a WebSocket, save for what was asked about."""
    await live.subscribe("s", request.query, **request.variables)
    found: list[dict[str, Any]] = [await live.receive()]
    while found[-1]["type"] == "next":
        found.append(await live.receive())
    return [about.mask(json.dumps(message)) for message in found]


@pytest.mark.parametrize("person", ["operator of another project", "other role than the token's", "no projects"])
async def test_over_a_websocket_too(
    guarded: Running, theirs: dict[tuple[str, str], Target], own: str, person: str
) -> None:
    target, who = theirs[PLACES[0]], STRANGERS[person]
    none = nothing(guarded, target)
    before = await stored(guarded)
    for name, asking in {**SUBSCRIPTIONS, **QUERIES, **MUTATIONS}.items():
        async with raw_socket(guarded.url) as live:
            await live.send({"type": "connection_init", "payload": {"Authorization": who.token}})
            assert (await live.receive())["type"] == "connection_ack"
            pairs = zip(asking(target, own, who.acts), asking(none, own, who.acts), strict=True)
            for about, beside in pairs:
                found = await messages(live, about, target)
                assert found == await messages(live, beside, none), (name, about.variables)
                assert HUSH not in "".join(found)
                assert name not in SUBSCRIPTIONS or "WORKFLOW_NOT_FOUND" in found[0]
    assert await stored(guarded) == before


async def test_whoever_may_see_it_is_told_by_the_same_questions(
    guarded: Running, admin: Client, theirs: dict[tuple[str, str], Target], own: str
) -> None:
    for target in theirs.values():
        none = nothing(guarded, target)
        for name, asking in QUERIES.items():
            about, beside = asking(target, own, None)[0], asking(none, own, None)[0]
            assert told(await ask(admin, about), target) != told(await ask(admin, beside), none), name


@pytest.mark.parametrize("query", SAME_FOR_ALL.values(), ids=SAME_FOR_ALL.keys())
async def test_what_belongs_to_no_project_is_the_same_for_everybody(
    guarded: Running, admin: Client, query: str
) -> None:
    expected = await admin.data(query)
    for person in STRANGERS.values():
        async with speaking(guarded, person) as client:
            assert await client.data(query) == expected
