"""Workflows that the API has brought to where a test needs them."""

from typing import Any

from tests.api.client import Client

READ = "query($id: ID!) { workflow(id: $id) { id projectId state status version nextRole cursor } }"
FINDING = {"title": "It leaks.", "severity": "BLOCKING"}
MOVING = {"CLAIMED", "GATED", "GATED AGAIN", "REJECTED", "REVIEWED"}
"""Standings of workflows that are ACTIVE."""


async def bring(client: Client, state: str = "DISCOVERY", standing: str = "ACTIVE", **build: Any) -> dict[str, Any]:
    """A new workflow that stands in `state`, as it is read then.

    `standing` is its status (only IMPLEMENTATION can be ESCALATED), or else: CLAIMED by the worker "One", with the
    `claimToken`; GATED: its handoff waits for an approval; GATED AGAIN: for one after
    a rejection with a blocking finding; REJECTED: the result of IMPLEMENTATION was sent back with a
    blocking finding; REVIEWED: the same, and another result is in TESTING.
    """
    rounds = {"maxRounds": 1} if standing == "ESCALATED" else {}
    gates = {"gates": [state]} if standing.startswith("GATED") else {}
    workflow_id = (await client.start(**{**rounds, **gates, **build}))["workflow"]["id"]
    if standing == "ESCALATED":
        await client.advance_to(workflow_id, "HANDOFF_TO_TESTER")
        await client.mutate("requestRetry", workflowId=workflow_id, role="TEST_AUDITOR", reason="Not yet.")
    elif standing in {"REJECTED", "REVIEWED"}:
        await _send_back(client, workflow_id, again=standing == "REVIEWED")
    else:
        await client.advance_to(workflow_id, state)
    if standing == "GATED AGAIN":
        await client.mutate("rejectHandoff", workflowId=workflow_id, reason="Not yet.", findings=[FINDING])
        await client.advance(workflow_id, "CODE_WRITER", result={"by": "another try"})
    if standing in {"PAUSED", "CANCELLED"}:
        await client.mutate("pauseWorkflow" if standing == "PAUSED" else "cancelWorkflow", workflowId=workflow_id)
    token = {"claimToken": await claim(client, workflow_id, worker="One")} if standing == "CLAIMED" else {}
    workflow: dict[str, Any] = (await client.data(READ, id=workflow_id))["workflow"]
    status = "ACTIVE" if standing in MOVING else "COMPLETED" if state == "COMPLETE" else standing
    assert (workflow["state"], workflow["status"]) == (state, status)
    return {**workflow, **token}


async def _send_back(client: Client, workflow_id: str, *, again: bool) -> None:
    await client.advance_to(workflow_id, "TESTING")
    asked = {"workflowId": workflow_id, "role": "TEST_AUDITOR", "reason": "Not yet.", "findings": [FINDING]}
    await client.mutate("requestRetry", **asked)
    if again:
        await client.advance(workflow_id, "CODE_WRITER", result={"by": "another try"})
        await client.advance_to(workflow_id, "TESTING")


async def claim(client: Client, workflow_id: str, **fields: Any) -> str:
    """Claim a workflow as whoever owns it; gives the token."""
    role = (await client.data(READ, id=workflow_id))["workflow"]["nextRole"]
    answer = await client.mutate("claimWork", **{"workflowId": workflow_id, "role": role, **fields})
    assert answer["__typename"] == "ClaimWorkSuccess", answer
    token: str = answer["claim"]["token"]
    return token


async def note(client: Client, workflow_id: str) -> dict[str, Any]:
    """Add a note to a workflow; gives the event."""
    event: dict[str, Any] = (await client.mutate("addNote", workflowId=workflow_id, text="Note."))["event"]
    return event
