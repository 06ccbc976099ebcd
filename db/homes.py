"""Which project each workflow belongs to: it never changes, so it is looked up once."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.codec import uuid_of
from db.tables import build_workflows
from domain.vocabulary import WorkflowId


class Homes:
    """Looks up through `engine`; remembers at most `capacity` workflows, those asked for first forgotten first."""

    def __init__(self, engine: AsyncEngine, capacity: int = 10_000) -> None:
        self._engine = engine
        self._capacity = capacity
        self._known: dict[WorkflowId, str] = {}

    async def of(self, workflow_id: WorkflowId) -> str | None:
        """The project of the workflow; None if there is no such workflow."""
        if (known := self._known.get(workflow_id)) is not None:
            return known
        identity = uuid_of(workflow_id)
        if identity is None:
            return None
        query = select(build_workflows.c.project_id).where(build_workflows.c.id == identity)
        async with self._engine.connect() as connection:
            found: str | None = (await connection.execute(query)).scalar_one_or_none()
        if found is not None:
            self._known[workflow_id] = found
            if len(self._known) > self._capacity:
                del self._known[next(iter(self._known))]
        return found
