"""The requests whose cost is compared. Each gives, for a site, requests to be sent one after the other."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

from domain.vocabulary import Phase, Role
from tests.bench.audiences import NOTE
from tests.bench.builds import ADVANCE, ROLLBACK
from tests.bench.growth.site import Site
from tests.bench.growth.starting import start_at_head, start_at_recent
from tests.bench.requests import HOST, operation

Once: TypeAlias = Callable[[], Awaitable[object]]
_FIELDS = "id projectId title state status version nextRole updatedAt"
_STATUS = "query($id: ID!) { workflow(id: $id) { " + _FIELDS + " cursor progress { percent } } }"
_HISTORY = """
query($id: ID!) {
  workflow(id: $id) { events(first: 10) { nodes { id kind message sequence } pageInfo { endCursor } } }
}
"""
_INBOX = """
query($role: Role!, $project: ID) { inbox(role: $role, projectId: $project, first: 20) { nodes { FIELDS } } }
""".replace("FIELDS", _FIELDS)
_LIST = """
query($filter: WorkflowFilter) { workflows(filter: $filter, first: 20) { nodes { FIELDS } } }
""".replace("FIELDS", _FIELDS)
_CLAIM = """
mutation($input: ClaimWorkInput!) {
  claimWork(input: $input) { ... on ClaimWorkSuccess { claim { token } } ... on WorkflowError { code message } }
}
"""
_RELEASE = """
mutation($input: ReleaseClaimInput!) { releaseClaim(input: $input) { ... on WorkflowError { code message } } }
"""
_METRICS = f"GET /metrics HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
_ROLE, _PROJECT = Role.CODE_WRITER, "project-2"


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of request. What `turn` does until it first yields, and after the last, is not measured.

    `bounded` is whether it must not grow.
    """

    name: str
    turn: Callable[[Site, int], AsyncGenerator[Once, None]]
    bounded: bool = True


async def _notes(site: Site, count: int) -> AsyncGenerator[Once, None]:
    for identity in site.some(count):
        yield _sent(site, operation(NOTE, input={"workflowId": identity, "text": "Mind the hats."}))


async def _advances(site: Site, count: int) -> AsyncGenerator[Once, None]:
    chosen = site.some_complete(count)
    for identity in chosen:
        again = {"workflowId": identity, "phase": Phase.DEPLOYMENT, "reason": "Again."}
        await site.connection.send(operation(ROLLBACK, input=again))
    for identity in chosen:
        result = {"live": str(uuid4())}
        yield _sent(
            site, operation(ADVANCE, input={"workflowId": identity, "role": Role.RELEASE_MANAGER, "result": result})
        )


async def _claims(site: Site, count: int) -> AsyncGenerator[Once, None]:
    tokens: list[str] = []

    async def claim() -> None:
        asked = {"role": _ROLE, "worker": "Wanda", "leaseSeconds": 600}
        claimed = await site.connection.data(_CLAIM, input=asked)
        tokens.append(claimed["claimWork"]["claim"]["token"])

    for _ in range(count):
        yield claim
    for token in tokens:
        await site.connection.send(operation(_RELEASE, input={"claimToken": token, "role": _ROLE}))


async def _of_workflows(site: Site, count: int, document: str) -> AsyncGenerator[Once, None]:
    for identity in site.some(count):
        yield _sent(site, operation(document, id=identity))


async def _same(site: Site, count: int, request: bytes) -> AsyncGenerator[Once, None]:
    for _ in range(count):
        yield _sent(site, request)


async def _starts(site: Site, count: int, start: Callable[[Site], Awaitable[object]]) -> AsyncGenerator[Once, None]:
    for _ in range(count):
        yield lambda: start(site)


def _sent(site: Site, request: bytes) -> Once:
    return lambda: site.connection.send(request)


def _asked(document: str, **variables: object) -> Callable[[Site, int], AsyncGenerator[Once, None]]:
    return lambda site, count: _same(site, count, operation(document, **variables))


OPERATIONS = (
    Operation("subscribe from a cursor", lambda site, count: _starts(site, count, start_at_recent)),
    Operation("addNote", _notes),
    Operation("advanceWorkflow", _advances),
    Operation("claimWork, the oldest", _claims),
    Operation("workflow", lambda site, count: _of_workflows(site, count, _STATUS)),
    Operation("inbox", _asked(_INBOX, role=_ROLE)),
    Operation("inbox of a project", _asked(_INBOX, role=_ROLE, project=_PROJECT)),
    Operation("a page of history", lambda site, count: _of_workflows(site, count, _HISTORY)),
    Operation("subscribe, and a note", lambda site, count: _starts(site, count, start_at_head)),
    Operation("workflows", _asked(_LIST), bounded=False),
    Operation("workflows of a project", _asked(_LIST, filter={"projectId": _PROJECT}), bounded=False),
    Operation("workflows that are active", _asked(_LIST, filter={"status": ["ACTIVE"]}), bounded=False),
    Operation("/metrics", lambda site, count: _same(site, count, _METRICS), bounded=False),
)
