"""What is asked, in the words of each side, such that all sides answer with the same fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from domain.vocabulary import Role
from tests.bench.builds import NEW
from tests.bench.requests import operation

NOBODYS_KEY = str(uuid4())
"""Stands in requests where each gets a key of its own."""

_NOTED = "workflow { %s state status version nextRole } event { kind message sequence recordedAt } replayed"
_FIELDS = """buildId projectId title state status version nextRole createdAt updatedAt completedAt
progress { completedPhases totalPhases percent }"""
_PHASE = "phase attempt round maxRounds status"
_PAGE = "pageInfo { hasNextPage }"


@dataclass(frozen=True, slots=True)
class Documents:
    """A side's documents. What they answer is called `addNote`, `workflow` and `inbox`."""

    note: str
    workflow: str
    inbox: str


BY_HAND = Documents(
    note=f"""mutation Note($input: AddNoteInput!) {{
      addNote(input: $input) {{
        __typename ... on AddNoteSuccess {{ {_NOTED % "id"} }} ... on WorkflowError {{ code message }}
      }}
    }}""",
    workflow=f"""query Workflow($id: ID!) {{
      workflow(id: $id) {{ id {_FIELDS} waitingSince phases {{ {_PHASE} }} }}
    }}""",
    inbox=f"""query Inbox($role: Role!, $projectId: ID!) {{
      inbox(role: $role, projectId: $projectId, first: 20) {{ nodes {{ id {_FIELDS} waitingSince }} {_PAGE} }}
    }}""",
)
"""Handoff's own, which the yoga server takes as well."""

GENERATED = Documents(
    note=f"mutation Note($input: AddNoteInput!) {{ addNote(input: $input) {{ result {{ {_NOTED % 'id: rowId'} }} }} }}",
    workflow=f"""query Workflow($id: UUID!) {{
      workflow: buildWorkflowByRowId(rowId: $id) {{
        id: rowId {_FIELDS} waitingSince: since phases: steps {{ {_PHASE} }}
      }}
    }}""",
    inbox=f"""query Inbox($role: String!, $projectId: String!) {{
      inbox: allBuildWorkflows(
        condition: {{ waitsFor: $role, projectId: $projectId }}, orderBy: [SINCE_ASC, ROW_ID_ASC], first: 20
      ) {{ nodes {{ id: rowId {_FIELDS} waitingSince: since }} {_PAGE} }}
    }}""",
)
"""PostGraphile's, which it makes from the tables."""

DOCUMENTS: Mapping[str, Documents] = {"ours": BY_HAND, "yoga": BY_HAND, "PostGraphile": GENERATED}
"""The sides, by name."""


def note(side: str, workflow: str, key: str = NOBODYS_KEY, text: str = "The shop has to sell hats, too.") -> bytes:
    """The request that leaves a note."""
    asked: dict[str, Any] = {"workflowId": workflow, "text": text, "role": Role.CODE_WRITER, "idempotencyKey": key}
    return operation(DOCUMENTS[side].note, input=asked)


def one(side: str, workflow: str) -> bytes:
    """The request for a workflow."""
    return operation(DOCUMENTS[side].workflow, id=workflow)


def waiting(side: str) -> bytes:
    """The request for the first page of what waits for the Q Assistant."""
    return operation(DOCUMENTS[side].inbox, role=Role.Q_ASSISTANT, projectId=NEW["projectId"])


def keyed(request: bytes) -> bytes:
    """The same request for a note, with a key that no other has."""
    return request.replace(NOBODYS_KEY.encode(), str(uuid4()).encode())
