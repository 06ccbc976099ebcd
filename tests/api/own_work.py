"""Workflows with separate duties, and whose work is in them."""

from typing import Any

from domain.commands import Actor, Advance
from domain.vocabulary import Role, WorkflowId
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import READ, bring
from tests.db.writers import committed


async def own(client: Client, running: Running, state: str, *, by: str, gated: bool = True) -> dict[str, Any]:
    """A new workflow with separate duties in `state`, whose code was submitted `by` one; a handoff may be `gated`."""
    gates = [state] if gated and state.startswith("HANDOFF") else []
    workflow = await bring(client, "IMPLEMENTATION", separateDuties=True, gates=gates)
    workflow_id = WorkflowId(workflow["id"])
    submit = Advance(workflow_id=workflow_id, actor=Actor(by, Role.CODE_WRITER), result={"by": "IMPLEMENTATION"})
    committed(await running.store.writer.submit(submit))
    await client.advance_to(workflow_id, state)
    found: dict[str, Any] = (await client.data(READ, id=workflow_id))["workflow"]
    return found
