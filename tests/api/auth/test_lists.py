"""A list of commands, of which the caller may not give each."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from domain.vocabulary import Role
from tests.api.auth.making import bearer, caller, signed
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.requests import START
from tests.api.test_many import MANY_STARTS, MANY_STEPS, NOBODY, codes, start

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def client(guarded: Running) -> AsyncIterator[Client]:
    """A Q Assistant of two projects."""
    token = signed(roles=[Role.Q_ASSISTANT], projects=["one", "two"])
    async with caller(headers={"authorization": bearer(token)}) as http:
        yield Client(guarded.url, http)


async def _started(client: Client, project: str) -> dict[str, Any]:
    (answer,) = await start(client, {**START, "projectId": project})
    workflow: dict[str, Any] = answer["workflow"]
    return workflow


async def test_a_project_out_of_reach_refuses_the_whole_list_and_is_named(guarded: Running, client: Client) -> None:
    events = await guarded.events()
    builds = [{**START, "projectId": name} for name in ("one", "two", "three", "four")]
    answer = await client.post(MANY_STARTS, inputs=builds)
    (error,) = answer["errors"]
    assert answer["data"] is None
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert error["message"].startswith("inputs[2]: Your token does not cover the project 'three'")
    assert error["message"].endswith("Nothing of the list was done.")
    assert await guarded.events() == events
    assert codes(await start(client, *builds[:2])) == [1, 1]


async def test_a_role_out_of_reach_refuses_the_whole_list_and_is_named(guarded: Running, client: Client) -> None:
    mine = {"workflowId": (await _started(client, "one"))["id"], "role": "Q_ASSISTANT", "result": {"by": 1}}
    events = await guarded.events()
    (error,) = (await client.post(MANY_STEPS, inputs=[mine, {**mine, "role": "CODE_WRITER"}]))["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert error["message"].startswith("inputs[1]: Your token does not let you act as CODE_WRITER")
    assert await guarded.events() == events


async def test_a_workflow_out_of_reach_is_not_found_and_the_others_go_on(guarded: Running, client: Client) -> None:
    async with caller(headers={"authorization": bearer(signed(roles=[Role.Q_ASSISTANT], projects=["else"]))}) as http:
        hidden = (await _started(Client(guarded.url, http), "else"))["id"]
    mine = (await _started(client, "one"))["id"]
    steps = [{"workflowId": each, "role": "Q_ASSISTANT", "result": {"by": 1}} for each in (hidden, mine, NOBODY)]
    answers = (await client.data(MANY_STEPS, inputs=steps))["answers"]
    assert codes(answers) == ["WORKFLOW_NOT_FOUND", 2, "WORKFLOW_NOT_FOUND"]
