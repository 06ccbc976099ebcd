"""Handoffs that are acknowledged only once somebody has approved what is handed over."""

from typing import Any

import pytest

from tests.api.claiming import history, inbox
from tests.api.client import Client
from tests.api.places import bring

GATE = "HANDOFF_TO_TESTER"
GATES = "query($id: ID!) { workflow(id: $id) { gates awaitsApproval nextRole state } }"


async def _gates(client: Client, workflow_id: str) -> dict[str, Any]:
    workflow: dict[str, Any] = (await client.data(GATES, id=workflow_id))["workflow"]
    return workflow


async def test_a_gated_handoff_can_be_neither_acknowledged_nor_claimed_before_it_is_approved(client: Client) -> None:
    workflow = await bring(client, GATE, "GATED")
    waiting = {"gates": [GATE], "awaitsApproval": True, "nextRole": "Q_ASSISTANT", "state": GATE}
    assert await _gates(client, workflow["id"]) == waiting
    for mutation in ("advanceWorkflow", "claimWork"):
        for role, error in (("TEST_AUDITOR", "ApprovalRequiredError"), ("Q_ASSISTANT", "NotOwnerError")):
            answer = await client.mutate(mutation, workflowId=workflow["id"], role=role)
            assert answer["__typename"] == error
    assert await _gates(client, workflow["id"]) == waiting


@pytest.mark.parametrize(("role", "actor"), [("Q_ASSISTANT", "Q_ASSISTANT"), (None, "OPERATOR")])
async def test_once_approved_the_receiver_acknowledges_it_as_any_other(
    client: Client, role: str | None, actor: str
) -> None:
    workflow = await bring(client, GATE, "GATED")
    approved = await client.mutate("approveHandoff", workflowId=workflow["id"], role=role, notes="Well done.")
    assert approved["event"]["actor"] == actor
    assert approved["event"]["message"].endswith(f"approved the handoff in {GATE}: Well done.")
    assert approved["assignment"]["role"] == "TEST_AUDITOR"
    again = await client.mutate("approveHandoff", workflowId=workflow["id"], role=role)
    assert (again["__typename"], "approved already" in again["message"]) == ("NothingToApproveError", True)
    assert (await client.advance(workflow["id"], "TEST_AUDITOR"))["workflow"]["state"] == "TESTING"


async def test_an_approval_counts_for_the_attempt_that_it_was_given_to_and_going_back_voids_it(client: Client) -> None:
    workflow = await bring(client, GATE, "GATED")
    await client.mutate("approveHandoff", workflowId=workflow["id"])
    await client.mutate("requestRetry", workflowId=workflow["id"], role="TEST_AUDITOR", reason="Not yet.")
    await client.advance(workflow["id"], "CODE_WRITER", result={"by": "another try"})
    assert (await _gates(client, workflow["id"]))["awaitsApproval"] is True
    assert (await client.advance(workflow["id"], "TEST_AUDITOR"))["__typename"] == "ApprovalRequiredError"


async def test_a_rejection_sends_the_work_back_with_its_reason_and_findings_at_the_price_of_a_round(
    client: Client,
) -> None:
    workflow = await bring(client, GATE, "GATED")
    findings = [{"title": "No tests.", "severity": "MAJOR", "location": "tests/"}]
    asked = {"workflowId": workflow["id"], "role": "Q_ASSISTANT", "reason": "Unreadable.", "findings": findings}
    answer = await client.mutate("rejectHandoff", **asked)
    assert answer["workflow"]["state"] == "IMPLEMENTATION"
    assignment, context = answer["assignment"], answer["assignment"]["context"]
    assert (assignment["role"], assignment["attempt"], assignment["round"]) == ("CODE_WRITER", 2, 2)
    sent_back = {"kind": "REJECTED", "fromState": GATE, "actor": "Q_ASSISTANT", "reason": "Unreadable."}
    assert context["sentBack"] == context["sentBack"] | sent_back
    assert context["sentBack"]["rejected"] == {"by": "IMPLEMENTATION"}
    assert [(each["title"], each["location"]) for each in context["findings"]] == [("No tests.", "tests/")]
    assert await inbox(client, "CODE_WRITER") == [workflow["id"]]


async def test_a_rejection_of_the_last_round_escalates(client: Client) -> None:
    workflow = await bring(client, GATE, "GATED", maxRounds=1)
    answer = await client.mutate("rejectHandoff", workflowId=workflow["id"], reason="Unreadable.")
    assert (answer["workflow"]["status"], answer["event"]["kind"]) == ("ESCALATED", "REJECTED")


async def test_a_handoff_that_is_not_gated_needs_no_approval(client: Client) -> None:
    workflow = await bring(client, "HANDOFF_TO_CODER", gates=[GATE])
    assert (await _gates(client, workflow["id"]))["awaitsApproval"] is False
    answer = await client.mutate("approveHandoff", workflowId=workflow["id"])
    assert (answer["__typename"], answer["state"]) == ("NothingToApproveError", "HANDOFF_TO_CODER")
    assert (await client.advance(workflow["id"], "CODE_WRITER"))["workflow"]["state"] == "IMPLEMENTATION"


async def test_responsibility_passes_to_the_approver_and_from_there_to_the_receiver(client: Client) -> None:
    workflow = await bring(client, GATE, "GATED")
    await client.mutate("approveHandoff", workflowId=workflow["id"])
    passed, approved = (await history(client, workflow["id"]))[-2:]
    assert (passed["kind"], passed["fromRole"], passed["toRole"]) == ("PHASE_PASSED", "CODE_WRITER", "Q_ASSISTANT")
    assert (approved["kind"], approved["fromRole"], approved["toRole"]) == ("APPROVED", "Q_ASSISTANT", "TEST_AUDITOR")


@pytest.mark.parametrize("gates", [["TESTING"], ["COMPLETE"], [GATE, GATE], ["DISCOVERY", GATE]])
async def test_a_gate_is_a_handoff_state_that_is_named_once(client: Client, gates: list[str]) -> None:
    build = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R", "gates": gates}
    answer = await client.mutate("startWorkflow", **build)
    assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "gates")
    assert GATE in answer["expected"]
