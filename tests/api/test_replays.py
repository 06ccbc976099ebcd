"""A request that comes again under its key."""

from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.requests import LOGGED, START, request

OTHERS: dict[str, dict[str, Any]] = {
    "startWorkflow": {"title": "Another"},
    "forkWorkflow": {"title": "Another"},
    "advanceWorkflow": {"result": {"a": 2}},
    "requestRetry": {"reason": "Another."},
    "rollbackWorkflow": {"reason": "Another."},
    "claimWork": {"worker": "Another"},
    "releaseClaim": {"reason": "Another."},
    "revokeClaim": {"reason": "Another."},
    "approveHandoff": {"notes": "Another."},
    "rejectHandoff": {"reason": "Another."},
    "pauseWorkflow": {"reason": "Another."},
    "resumeWorkflow": {"grantRounds": 1},
    "cancelWorkflow": {"role": "Q_ASSISTANT"},
    "addNote": {"text": "Another."},
}
"""What makes a request another one, for each mutation."""


async def _request(client: Client, name: str) -> dict[str, Any]:
    return {**await request(client, name), "idempotencyKey": name}


async def test_the_same_key_and_request_gives_the_first_answer_again_even_after_changes(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for name in LOGGED:
        request = await _request(client, name)
        first = await client.mutate(name, **request)
        await client.mutate("addNote", workflowId=first["workflow"]["id"], text="Later.")
        events = await running.events()
        with subtests.test(name):
            again = await client.mutate(name, **request, **({} if name == "startWorkflow" else {"expectedVersion": 99}))
            assert again["replayed"] is True
            assert again["__typename"] == first["__typename"]
            assert (again["workflow"], again["event"]) == (first["workflow"], first["event"])
            assert again.get("claim") == first.get("claim")
            assert await running.events() == events


async def test_the_same_key_and_another_request_is_refused_and_changes_nothing(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for name in LOGGED:
        request = await _request(client, name)
        assert (await client.mutate(name, **request))["replayed"] is False
        events = await running.events()
        with subtests.test(name):
            other = await client.mutate(name, **{**request, **OTHERS[name]})
            assert (other["__typename"], other["idempotencyKey"]) == ("IdempotencyConflictError", name)
            assert await running.events() == events


async def test_a_key_of_another_mutation_is_refused_too(client: Client) -> None:
    workflow = await bring(client)
    asked = {"workflowId": workflow["id"], "idempotencyKey": "one key"}
    assert (await client.mutate("addNote", text="Note.", **asked))["__typename"] == "AddNoteSuccess"
    assert (await client.mutate("pauseWorkflow", **asked))["__typename"] == "IdempotencyConflictError"


async def test_a_key_counts_in_its_project_only(client: Client) -> None:
    first = await client.mutate("startWorkflow", **START, idempotencyKey="one key")
    second = await client.mutate("startWorkflow", **{**START, "projectId": "q"}, idempotencyKey="one key")
    assert second["replayed"] is False
    assert second["workflow"]["id"] != first["workflow"]["id"]


async def test_a_refused_request_does_not_use_up_its_key(client: Client) -> None:
    workflow = await bring(client)
    asked = {"workflowId": workflow["id"], "role": "Q_ASSISTANT", "idempotencyKey": "one key"}
    assert (await client.mutate("advanceWorkflow", **asked))["__typename"] == "ResultRequiredError"
    assert (await client.mutate("advanceWorkflow", **asked, result={"a": 1}))["replayed"] is False
