"""Workflows that the API has brought to where a test needs them."""

from typing import Any

from tests.api.client import Client

READ = "query($id: ID!) { workflow(id: $id) { id projectId state status version nextRole cursor } }"


async def bring(client: Client, state: str = "DISCOVERY", status: str = "ACTIVE", **build: Any) -> dict[str, Any]:
    """A new workflow that stands in `state` with `status`, as it is read then. Only IMPLEMENTATION can be ESCALATED."""
    rounds = {"maxRounds": 1} if status == "ESCALATED" else {}
    workflow_id = (await client.start(**{**rounds, **build}))["workflow"]["id"]
    if status == "ESCALATED":
        await client.advance_to(workflow_id, "HANDOFF_TO_TESTER")
        await client.mutate("requestRetry", workflowId=workflow_id, role="TEST_AUDITOR", reason="Not yet.")
    else:
        await client.advance_to(workflow_id, state)
    if status in {"PAUSED", "CANCELLED"}:
        await client.mutate("pauseWorkflow" if status == "PAUSED" else "cancelWorkflow", workflowId=workflow_id)
    workflow: dict[str, Any] = (await client.data(READ, id=workflow_id))["workflow"]
    assert (workflow["state"], workflow["status"]) == (state, "COMPLETED" if state == "COMPLETE" else status)
    return workflow


async def note(client: Client, workflow_id: str) -> dict[str, Any]:
    """Add a note to a workflow; gives the event."""
    event: dict[str, Any] = (await client.mutate("addNote", workflowId=workflow_id, text="Note."))["event"]
    return event
