"""What workers do with claims, in tests."""

from typing import Any

from tests.api.client import Client
from tests.db.waiting import until

CLAIM = "query($id: ID!) { workflow(id: $id) { claim { worker leaseSeconds expiresAt heartbeatAt note percent } } }"
INBOX = "query($role: Role!, $projectId: ID) { inbox(role: $role, projectId: $projectId) { nodes { id } } }"
EVENTS = """
query($id: ID!) { workflow(id: $id) { version events(first: 100) {
  nodes { sequence kind actor fromRole toRole message notes data }
} } }
"""


async def take(client: Client, role: str = "Q_ASSISTANT", **fields: Any) -> dict[str, Any]:
    """What claimWork answers to `role` when it names no workflow."""
    return await client.mutate("claimWork", role=role, **fields)


async def live_claim(client: Client, workflow_id: str) -> dict[str, Any] | None:
    """The claim of a workflow, as watchers see it."""
    claim: dict[str, Any] | None = (await client.data(CLAIM, id=workflow_id))["workflow"]["claim"]
    return claim


async def until_free(client: Client, workflow_id: str) -> None:
    """Wait until nobody has claimed the workflow."""

    async def free() -> bool:
        return await live_claim(client, workflow_id) is None

    await until(free)


async def inbox(client: Client, role: str = "Q_ASSISTANT", project_id: str | None = None) -> list[str]:
    """The ids of what waits for `role`, in order."""
    nodes = (await client.data(INBOX, role=role, projectId=project_id))["inbox"]["nodes"]
    return [node["id"] for node in nodes]


async def history(client: Client, workflow_id: str) -> list[dict[str, Any]]:
    """All events of a workflow."""
    workflow = (await client.data(EVENTS, id=workflow_id))["workflow"]
    events: list[dict[str, Any]] = workflow["events"]["nodes"]
    assert len(events) == workflow["version"]
    return events


async def kinds(client: Client, workflow_id: str) -> list[str]:
    """What happened to a workflow, in order."""
    return [event["kind"] for event in await history(client, workflow_id)]
