"""Walking through lists, page by page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.api.client import Client

PAGE = "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage endCursor }"


@dataclass(frozen=True, slots=True)
class List:
    """A list of the API: its field with the variables that it takes, and where it stands in the answer."""

    name: str
    variables: str
    field: str
    path: tuple[str, ...]

    async def page(self, client: Client, **variables: Any) -> dict[str, Any]:
        """One page, as a connection whose edges and nodes agree."""
        answer = await client.data(f"query({self.variables}) {{ {self.field % PAGE} }}", **variables)
        for step in self.path:
            answer = answer[step]
        edges, nodes = answer["edges"], answer["nodes"]
        assert [edge["node"] for edge in edges] == nodes
        assert answer["pageInfo"]["endCursor"] == (edges[-1]["cursor"] if edges else None)
        return answer

    async def walk(
        self, client: Client, first: int, *, between: Callable[[], Awaitable[object]] | None = None, **variables: Any
    ) -> list[str]:
        """The ids on all pages of `first` items; `between` two pages something may happen."""
        found: list[str] = []
        after: str | None = None
        while True:
            page = await self.page(client, first=first, after=after, **variables)
            assert len(page["nodes"]) == first or not page["pageInfo"]["hasNextPage"]
            found += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            if between is not None:
                await between()


PAGED = "$first: Int!, $after: String"
WORKFLOWS = List(
    "workflows",
    f"{PAGED}, $filter: WorkflowFilter",
    "workflows(filter: $filter, first: $first, after: $after) { %s }",
    ("workflows",),
)
INBOX = List(
    "inbox",
    f"{PAGED}, $role: Role! = Q_ASSISTANT, $projectId: ID",
    "inbox(role: $role, projectId: $projectId, first: $first, after: $after) { %s }",
    ("inbox",),
)
HANDOFFS = List(
    "handoffs",
    f"{PAGED}, $id: ID!",
    "workflow(id: $id) { handoffs(first: $first, after: $after) { %s } }",
    ("workflow", "handoffs"),
)
EVENTS = List(
    "events",
    f"{PAGED}, $id: ID!",
    "workflow(id: $id) { events(first: $first, after: $after) { %s } }",
    ("workflow", "events"),
)
LISTS = (WORKFLOWS, INBOX, HANDOFFS, EVENTS)
