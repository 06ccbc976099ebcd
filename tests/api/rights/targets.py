"""What somebody asks about: something in a project that is not theirs, or nothing that there is."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from db.cursors import ListPlace
from db.records import Position
from domain.vocabulary import WorkflowId
from resolvers.preview_tokens import write_preview
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.rights.people import THEIRS

HUSH = "hush"
"""Stands in all that nobody outside of the project may hear."""

PREVIEW = """query($id: ID!) { previewRollback(workflowId: $id, phase: DISCOVERY) { ... on Preview { token } } }"""


@dataclass(frozen=True, slots=True)
class Target:
    """What an operation may name: of a workflow, of its project, and what was given to those who work on it."""

    workflow_id: str
    project_id: str
    build_id: str
    claim_token: str
    preview_token: str
    key: str
    place: str
    event: str

    def mask(self, text: str) -> str:
        """`text` without what was named."""
        for field in fields(self):
            text = text.replace(getattr(self, field.name), field.name)
        return text


async def foreign(running: Running, admin: Client, state: str = "PLANNING", standing: str = "CLAIMED") -> Target:
    """A workflow of the project THEIRS, with all that can be known of it; its last command bears the key."""
    build: dict[str, Any] = {
        "projectId": THEIRS,
        "buildId": f"{HUSH}-{uuid4()}",
        "title": HUSH,
        "requirements": HUSH,
        "separateDuties": False,
    }
    workflow = await bring(admin, state, standing, **build)
    stored = await running.store.queries.workflow(WorkflowId(workflow["id"]))
    assert stored is not None
    key, identity = f"key-{uuid4()}", UUID(workflow["id"])
    noted = await admin.mutate("addNote", workflowId=workflow["id"], text=HUSH, idempotencyKey=key)
    preview = (await admin.data(PREVIEW, id=workflow["id"]))["previewRollback"].get("token")
    return Target(
        workflow_id=workflow["id"],
        project_id=THEIRS,
        build_id=build["buildId"],
        claim_token=workflow.get("claimToken", running.store.tokens.write(WorkflowId(workflow["id"]), 1)),
        preview_token=preview or write_preview(HUSH),
        key=key,
        place=running.store.cursors.of_place(ListPlace(stored.created_at, identity)),
        event=noted["event"]["cursor"],
    )


def nothing(running: Running, like: Target) -> Target:
    """What there is not; its places are beside those of another target."""
    cursors = running.store.cursors
    place = cursors.place(like.place)
    return Target(
        workflow_id=str(uuid4()),
        project_id="absent",
        build_id=f"{HUSH}-{uuid4()}",
        claim_token="x" * len(like.claim_token),
        preview_token=write_preview("Something else."),
        key=f"key-{uuid4()}",
        place=cursors.of_place(ListPlace(place.at, uuid4())),
        event=cursors.of_position(Position(cursors.position(like.event) - 1)),
    )
