"""Separate duties as the API shows them."""

from typing import Any

import pytest

from domain.rights import Caller
from schema.api import api
from schema.context import Context
from schema.loaders import Loaders
from tests.api.claiming import history, take
from tests.api.client import START, Client
from tests.api.conftest import Running
from tests.api.own_work import own
from tests.api.places import bring
from tests.api.requests import START as BUILD

READ = "query($id: ID!) { workflow(id: $id) { separateDuties } }"
EXPLAIN = """
query($id: ID!, $do: Action!, $role: Role) { explain(workflowId: $id, action: $do, role: $role) {
  allowed code message choices { outcome }
} }
"""


async def separated(client: Client, workflow_id: str) -> bool:
    """Whether the workflow separates duties, and its first event says so."""
    found: bool = (await client.data(READ, id=workflow_id))["workflow"]["separateDuties"]
    (first, *_) = await history(client, workflow_id)
    assert first["data"].get("separateDuties") == (True if found else None)
    return found


@pytest.mark.parametrize(("asked", "on"), [(None, False), (False, False), (True, True)])
async def test_without_authentication_it_is_off_unless_it_is_asked_for(
    client: Client, *, asked: bool | None, on: bool
) -> None:
    started = await client.start(separateDuties=asked)
    assert await separated(client, started["workflow"]["id"]) is on


@pytest.mark.parametrize(("asked", "on"), [(None, True), (False, False), (True, True)])
async def test_of_somebody_who_is_known_it_is_on_unless_it_is_switched_off(
    client: Client, running: Running, *, asked: bool | None, on: bool
) -> None:
    store = running.store.seen_by(Caller("ann"))
    variables = {"input": {**BUILD, "separateDuties": asked}}
    answer = await api.execute(START, variables, context_value=Context(store, Loaders(store)))
    assert answer.errors is None
    assert answer.data is not None
    assert await separated(client, answer.data["startWorkflow"]["workflow"]["id"]) is on


async def test_without_authentication_nobody_meets_it_because_all_are_called_as_their_roles(client: Client) -> None:
    workflow = await bring(client, "COMPLETE", separateDuties=True)
    assert workflow["status"] == "COMPLETED"


@pytest.mark.parametrize("source", [True, False])
@pytest.mark.parametrize("asked", [None, True, False])
async def test_a_fork_separates_duties_as_its_source_and_may_switch_it_on_but_not_off(
    client: Client, *, source: bool, asked: bool | None
) -> None:
    workflow = await bring(client, "PLANNING", separateDuties=source)
    fork = {"workflowId": workflow["id"], "phase": "PLANNING", "separateDuties": asked}
    answer = await client.mutate("forkWorkflow", **fork)
    if source and asked is False:
        assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "separateDuties")
    else:
        assert await separated(client, answer["workflow"]["id"]) is (source or asked is True)


async def test_the_copy_of_a_copy_is_still_the_work_of_whoever_submitted_it(client: Client, running: Running) -> None:
    workflow = await own(client, running, "TESTING", by="TEST_AUDITOR")
    for _ in range(2):
        fork = {"workflowId": workflow["id"], "phase": "TESTING", "role": "Q_ASSISTANT"}
        workflow = (await client.mutate("forkWorkflow", **fork))["workflow"]
    copied = (await history(client, workflow["id"]))[-1]
    assert (copied["kind"], copied["actor"], copied["data"]["actor"]) == (
        "OUTPUT_COPIED",
        "Q_ASSISTANT",
        "TEST_AUDITOR",
    )
    refused = await client.advance(workflow["id"], "TEST_AUDITOR", result={"by": "TESTING"})
    assert refused["code"] == "OWN_WORK"


async def test_who_claims_what_has_waited_longest_is_not_given_their_own_work(client: Client, running: Running) -> None:
    mine = await own(client, running, "TESTING", by="TEST_AUDITOR")
    other = await bring(client, "TESTING", separateDuties=True)
    taken = await take(client, "TEST_AUDITOR")
    assert taken["workflow"]["id"] == other["id"] != mine["id"]
    assert (await take(client, "TEST_AUDITOR"))["code"] == "NOTHING_WAITING"
    named = await client.mutate("claimWork", role="TEST_AUDITOR", workflowId=mine["id"])
    assert (named["code"], named["submittedBy"]) == ("OWN_WORK", "TEST_AUDITOR")


async def test_explain_tells_whoever_asks_that_it_is_their_own_work(client: Client, running: Running) -> None:
    mine = await own(client, running, "TESTING", by="TEST_AUDITOR")
    asked: dict[str, Any] = {"id": mine["id"], "role": "TEST_AUDITOR"}
    claim = (await client.data(EXPLAIN, **asked, do="CLAIM"))["explain"]
    assert (claim["allowed"], claim["code"]) == (False, "OWN_WORK")
    finish = (await client.data(EXPLAIN, **asked, do="ADVANCE"))["explain"]
    assert (finish["allowed"], finish["choices"]) == (True, [{"outcome": "FAIL"}])
    assert "nobody approves their own work" in finish["message"]
