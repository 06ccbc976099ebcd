"""What going back would do: shown first, and held to what was shown."""

import base64
from itertools import product
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim, note

SHOWN = """
  __typename
  ... on WorkflowError { code message }
  ... on Preview {
    token message leadsTo status attempt round maxRounds costsARound superseded { phase sequence output } claimRevoked
    workflow { version }
  }
"""
ROLLBACK = (
    "query($id: ID!, $phase: Phase!, $role: Role) { shown: previewRollback(workflowId: $id, phase: $phase, role: "
)
ROLLBACK += f"$role) {{ {SHOWN} }} }}"
RETRY = "query($id: ID!, $phase: Phase, $role: Role) { shown: previewRetry(workflowId: $id, toPhase: $phase, role: "
RETRY += f"$role) {{ {SHOWN} }} }}"
PLACES = (("VERIFICATION", "CLAIMED"), ("HANDOFF_TO_VERIFIER", "PAUSED"), ("COMPLETE", "COMPLETED"))
DONE = """
query($id: ID!) { workflow(id: $id) {
  state status claim { worker } phases { phase attempt round maxRounds output }
} }
"""


async def _rollback(client: Client, workflow_id: str, phase: str, role: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.data(ROLLBACK, id=workflow_id, phase=phase, role=role))["shown"]
    return shown


async def _retry(client: Client, workflow_id: str, phase: str | None = None, role: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.data(RETRY, id=workflow_id, phase=phase, role=role))["shown"]
    return shown


async def _came_true(client: Client, workflow_id: str, shown: dict[str, Any], before: dict[str, Any]) -> None:
    """What was shown is what the workflow is now, held against what it was."""
    after = (await client.data(DONE, id=workflow_id))["workflow"]
    assert (after["state"], after["status"], after["claim"]) == (shown["leadsTo"], shown["status"], None)
    phases = {phase["phase"]: phase for phase in after["phases"]}
    then = {phase["phase"]: phase for phase in before["phases"]}
    target = phases[shown["leadsTo"]]
    assert target == target | {name: shown[name] for name in ("attempt", "round", "maxRounds")}
    assert shown["costsARound"] is (target["round"] > then[shown["leadsTo"]]["round"])
    gone = {name: then[name]["output"] for name in then if then[name]["output"] and not phases[name]["output"]}
    assert {each["phase"]: each["output"] for each in shown["superseded"]} == gone
    assert shown["claimRevoked"] == (before["claim"] and before["claim"]["worker"])


async def test_a_rollback_does_what_its_preview_said(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for place, phase in product(PLACES, ("DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING")):
        workflow = await bring(client, *place)
        before = (await client.data(DONE, id=workflow["id"]))["workflow"]
        events = await running.events()
        with subtests.test(f"from {place} to {phase}"):
            shown = await _rollback(client, workflow["id"], phase)
            assert await running.events() == events
            assert shown["workflow"]["version"] == workflow["version"]
            asked = {"workflowId": workflow["id"], "phase": phase, "reason": "Why.", "previewToken": shown["token"]}
            assert (await client.mutate("rollbackWorkflow", **asked))["__typename"] == "RollbackWorkflowSuccess"
            await _came_true(client, workflow["id"], shown, before)


async def test_a_retry_does_what_its_preview_said_up_to_the_escalation(
    client: Client, subtests: pytest.Subtests
) -> None:
    for rounds, phase in product((1, 5), (None, "DISCOVERY", "PLANNING", "IMPLEMENTATION")):
        workflow = await bring(client, "TESTING", "CLAIMED", maxRounds=rounds)
        before = (await client.data(DONE, id=workflow["id"]))["workflow"]
        with subtests.test(f"to {phase}, rounds {rounds}"):
            shown = await _retry(client, workflow["id"], phase)
            assert (shown["costsARound"], shown["claimRevoked"]) == (True, "One")
            assert shown["status"] == ("ESCALATED" if rounds == 1 else "ACTIVE")
            asked = {"workflowId": workflow["id"], "role": "TEST_AUDITOR", "reason": "Why.", "toPhase": phase}
            proofs = {"claimToken": workflow["claimToken"], "previewToken": shown["token"]}
            assert (await client.mutate("requestRetry", **asked, **proofs))["__typename"] == "RequestRetrySuccess"
            await _came_true(client, workflow["id"], shown, before)


async def test_the_token_of_another_workflow_is_refused(client: Client) -> None:
    workflow, other = await bring(client, "TESTING"), await bring(client, "TESTING")
    token = (await _rollback(client, other["id"], "PLANNING"))["token"]
    asked = {"workflowId": workflow["id"], "phase": "PLANNING", "reason": "Why.", "previewToken": token}
    answer = await client.mutate("rollbackWorkflow", **asked)
    assert answer["__typename"] == "EffectChangedError"
    assert (other["id"] in answer["expected"], workflow["id"] in answer["current"]) == (True, True)


async def test_a_token_is_taken_while_the_effect_is_the_same_whatever_else_has_happened(client: Client) -> None:
    workflow = await bring(client, "TESTING")
    shown = await _rollback(client, workflow["id"], "PLANNING")
    await note(client, workflow["id"])
    await client.mutate("pauseWorkflow", workflowId=workflow["id"])
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])
    asked = {"workflowId": workflow["id"], "phase": "PLANNING", "reason": "Why.", "previewToken": shown["token"]}
    assert (await client.mutate("rollbackWorkflow", **asked))["__typename"] == "RollbackWorkflowSuccess"


async def test_once_the_effect_is_another_one_the_token_is_refused_with_both(client: Client, running: Running) -> None:
    workflow = await bring(client, "TESTING")
    retry, rollback = await _retry(client, workflow["id"]), await _rollback(client, workflow["id"], "PLANNING")
    token = await claim(client, workflow["id"], worker="One")
    events = await running.events()
    asked = {"workflowId": workflow["id"], "reason": "Why."}
    mine = {"role": "TEST_AUDITOR", "claimToken": token}
    answers = (
        (retry, await client.mutate("requestRetry", **asked, **mine, previewToken=retry["token"])),
        (rollback, await client.mutate("rollbackWorkflow", **asked, phase="PLANNING", previewToken=rollback["token"])),
    )
    for shown, answer in answers:
        assert answer["__typename"] == "EffectChangedError"
        assert answer["expected"] == shown["message"]
        assert answer["current"] == shown["message"].replace("claim ended: none", "claim ended: that of event 7")
        assert answer["current"] in answer["message"]
    assert await running.events() == events
    fresh = await _rollback(client, workflow["id"], "PLANNING")
    assert fresh["claimRevoked"] == "One"
    done = await client.mutate("rollbackWorkflow", **asked, phase="PLANNING", previewToken=fresh["token"])
    assert done["__typename"] == "RollbackWorkflowSuccess"


async def test_garbage_is_no_token_of_a_preview(client: Client, running: Running) -> None:
    workflow = await bring(client, "TESTING", "CLAIMED")
    events = await running.events()
    packed = [base64.urlsafe_b64encode(text.encode()).decode() for text in ("", "other:x", "preview:\0")]
    for token in ("", " ", "x", "ä", "====", workflow["claimToken"], *packed):
        asked = {"workflowId": workflow["id"], "phase": "PLANNING", "reason": "Why.", "previewToken": token}
        answer = await client.mutate("rollbackWorkflow", **asked)
        assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "previewToken")
    assert await running.events() == events


@pytest.mark.parametrize(
    ("place", "phase", "role", "code"),
    [
        (("TESTING", "ACTIVE"), "DEPLOYMENT", None, "PHASE_NOT_EARLIER"),
        (("TESTING", "ACTIVE"), "PLANNING", "CODE_WRITER", None),
        (("TESTING", "CANCELLED"), "PLANNING", None, "NOT_ACTIVE"),
    ],
)
async def test_a_preview_of_what_would_be_refused_gives_the_refusal(
    client: Client, *, place: tuple[str, str], phase: str, role: str | None, code: str | None
) -> None:
    workflow = await bring(client, *place)
    shown = await _rollback(client, workflow["id"], phase, role)
    assert shown["code"] == (code or "NOT_PERMITTED")
    shown = await _retry(client, workflow["id"], phase, role)
    assert shown["code"] == (code or "NOT_OWNER")


async def test_a_preview_of_an_unknown_workflow_says_that_there_is_none(client: Client) -> None:
    for ask in (_rollback, _retry):
        assert (await ask(client, "nonsense", "PLANNING"))["code"] == "WORKFLOW_NOT_FOUND"


async def test_the_owner_sees_a_preview_of_a_retry_as_the_holder_of_the_claim(client: Client) -> None:
    workflow = await bring(client, "TESTING", "CLAIMED")
    assert await _retry(client, workflow["id"], role="TEST_AUDITOR") == await _retry(client, workflow["id"])
