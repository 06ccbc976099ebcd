"""Why something can or can't be asked for now."""

from itertools import product
from typing import Any

import pytest

from domain.vocabulary import Action, Role
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.refusal_case import ACTIONS, UNKNOWN

CHOICE = "{ action outcome leadsTo roles operator needsClaimToken }"
FIELDS_OF_IT = f"{{ action allowed mutation needs choices {CHOICE} code message }}"
EXPLAIN = (
    "query($id: ID!, $action: Action!, $role: Role) { explain(workflowId: $id, action: $action, role: $role) "
    f"{FIELDS_OF_IT} }}"
)
LISTED = f"query($id: ID!) {{ workflow(id: $id) {{ allowedActions {CHOICE} }} }}"
PLACES = (
    ("DISCOVERY", "ACTIVE"),
    ("TESTING", "CLAIMED"),
    ("HANDOFF_TO_CODER", "GATED"),
    ("HANDOFF_TO_TESTER", "PAUSED"),
    ("IMPLEMENTATION", "ESCALATED"),
    ("PLANNING", "CANCELLED"),
    ("COMPLETE", "COMPLETED"),
)
ASKERS = (None, Role.Q_ASSISTANT, Role.CODE_WRITER, Role.TEST_AUDITOR)
EVERYTHING = " ".join(
    f"{action}_{role}: explain(workflowId: $id, action: {action}, role: {role or 'null'}) {FIELDS_OF_IT}"
    for action, role in product(Action, ASKERS)
)
FIELDS: dict[str, dict[str, Any]] = {
    "advanceWorkflow": {},
    "requestRetry": {"reason": "Why."},
    "rollbackWorkflow": {"reason": "Why.", "phase": "DISCOVERY"},
    "rejectHandoff": {"reason": "Why."},
    "addNote": {"text": "Note."},
}
MUTATIONS = {action: name for name, action in ACTIONS.items()} | {"ADD_NOTE": "addNote"}


async def _explain(client: Client, workflow_id: str, action: str, role: str | None = None) -> dict[str, Any]:
    explained: dict[str, Any] = (await client.data(EXPLAIN, id=workflow_id, action=action, role=role))["explain"]
    return explained


async def test_it_agrees_with_the_allowed_actions_and_with_what_the_mutation_would_answer(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for place in PLACES:
        workflow = await bring(client, *place)
        listed = (await client.data(LISTED, id=workflow["id"]))["workflow"]["allowedActions"]
        everything = await client.data(f"query($id: ID!) {{ {EVERYTHING} }}", id=workflow["id"])
        events = await running.events()
        for action, role in product(Action, ASKERS):
            with subtests.test(f"{action} by {role} in {place}"):
                explained = everything[f"{action}_{role}"]
                choices = [each for each in listed if each["action"] == action and _may(each, role)]
                assert explained["mutation"] == MUTATIONS[action]
                assert (explained["choices"], explained["allowed"]) == (choices, bool(choices))
                if not choices and not (role is None and action in {"ADVANCE", "REQUEST_RETRY", "CLAIM"}):
                    await _is_refused_as_explained(client, workflow["id"], role, explained)
        assert await running.events() == events


def _may(choice: dict[str, Any], role: str | None) -> bool:
    may: bool = choice["operator"] if role is None else role in choice["roles"]
    return may


async def _is_refused_as_explained(
    client: Client, workflow_id: str, role: str | None, explained: dict[str, Any]
) -> None:
    mutation = explained["mutation"]
    if mutation == "releaseClaim":
        return  # without a claim there is no token to ask with
    answer = await client.mutate(mutation, workflowId=workflow_id, role=role, **FIELDS.get(mutation, {}))
    assert answer["code"] == explained["code"]
    if explained["code"] != "PHASE_NOT_EARLIER":
        assert answer["message"] == explained["message"]


async def test_what_is_allowed_says_what_to_send_and_where_it_leads(client: Client) -> None:
    workflow = await bring(client, "TESTING", "CLAIMED")
    explained = await _explain(client, workflow["id"], "ADVANCE", "TEST_AUDITOR")
    assert (explained["allowed"], explained["code"]) == (True, None)
    assert explained["needs"] == ["role", "outcome", "result", "claimToken"]
    assert [(each["outcome"], each["leadsTo"]) for each in explained["choices"]] == [
        ("PASS", "HANDOFF_TO_VERIFIER"),
        ("FAIL", "IMPLEMENTATION"),
    ]
    assert all(each["needsClaimToken"] for each in explained["choices"])
    assert "advanceWorkflow" in explained["message"]
    assert "claimToken" in explained["message"]


async def test_what_is_not_allowed_says_what_stands_in_the_way_and_what_would_help(client: Client) -> None:
    workflow = await bring(client, "TESTING", "PAUSED")
    explained = await _explain(client, workflow["id"], "ADVANCE", "TEST_AUDITOR")
    assert (explained["allowed"], explained["code"], explained["choices"]) == (False, "NOT_ACTIVE", [])
    assert "resumeWorkflow" in explained["message"]
    other = await _explain(client, workflow["id"], "RESUME", "TEST_AUDITOR")
    assert (other["allowed"], other["code"]) == (False, "NOT_PERMITTED")


async def test_without_a_role_it_is_an_operator_who_asks(client: Client) -> None:
    workflow = await bring(client)
    assert (await _explain(client, workflow["id"], "CANCEL"))["allowed"] is True
    assert (await _explain(client, workflow["id"], "ADVANCE"))["code"] == "NOT_OWNER"


async def test_there_is_nothing_to_explain_about_an_unknown_workflow(client: Client) -> None:
    for identity in (UNKNOWN, "nonsense", ""):
        assert await client.data(EXPLAIN, id=identity, action="ADVANCE") == {"explain": None}
