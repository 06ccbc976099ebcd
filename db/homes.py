"""Which project each workflow belongs to: it never changes, so it is looked up once."""

from db.archive.reading import fetch_whole
from db.codec import uuid_of
from db.pool import Pool
from domain.vocabulary import WorkflowId

_HOME = "select project_id from build_workflows where id = $1"


class Homes:
    """Looks up through `pool`; remembers at most `capacity` workflows, those asked for first forgotten first."""

    def __init__(self, pool: Pool, capacity: int = 10_000) -> None:
        self._pool = pool
        self._capacity = capacity
        self._known: dict[WorkflowId, str] = {}

    async def of(self, workflow_id: WorkflowId) -> str | None:
        """The project of the workflow; None if there is no such workflow."""
        if (known := self._known.get(workflow_id)) is not None:
            return known
        identity = uuid_of(workflow_id)
        if identity is None:
            return None
        rows = await fetch_whole(self._pool, _HOME, identity, complete=bool)
        if not rows:
            return None
        found: str = rows[0]["project_id"]
        self._known[workflow_id] = found
        if len(self._known) > self._capacity:
            del self._known[next(iter(self._known))]
        return found
