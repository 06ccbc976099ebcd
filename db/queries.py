"""Reading workflows and their events, in stable pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_

from db import reading
from db.archive.reading import fetch_whole
from db.codec import event_from, uuid_of, workflow_from
from db.cursors import ListPlace
from db.log.horizon import Horizon
from db.pool import Pool, Rows
from db.records import Position, StoredEvent, StoredWorkflow
from db.shared_reads import InboxPage, SharedReads
from db.tables import build_workflows
from domain.rights import Projects
from domain.vocabulary import Role, State, Status, WorkflowId

_W = build_workflows.c
_ANY = WorkflowId("")
_FIRST = ListPlace(datetime.min.replace(tzinfo=UTC), UUID(int=0))


@dataclass(frozen=True, slots=True)
class WorkflowFilter:
    """Which workflows are wanted; what is None or empty does not matter. Times are from (included) and before."""

    project_id: str | None = None
    build_id: str | None = None
    states: Collection[State] = ()
    statuses: Collection[Status] = ()
    owners: Collection[Role] = ()
    created_from: datetime | None = None
    created_before: datetime | None = None
    updated_from: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same, for the database."""
        equal = ((_W.project_id, self.project_id), (_W.build_id, self.build_id))
        among = ((_W.state, self.states), (_W.status, self.statuses), (_W.owner, self.owners))
        found: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
        found += [column.in_(sorted(set(values))) for column, values in among if values]
        if self.created_from is not None:
            found.append(_W.created_at >= self.created_from)
        if self.created_before is not None:
            found.append(_W.created_at < self.created_before)
        if self.updated_from is not None:
            found.append(_W.updated_at >= self.updated_from)
        return found


@dataclass(frozen=True, slots=True)
class EventsOf:
    """A page of one workflow's events: those after a position, from a sequence on, all or only the handoffs."""

    workflow_id: WorkflowId
    after: Position
    limit: int
    handoffs_only: bool = False
    from_sequence: int = 1


class Queries:
    """Reads through `pool`. Each method is one statement, however many things it is asked for.

    What is not in `projects` does not exist here. What the log does not have is looked for in the archive by one more;
    where there may be nothing to find, only if the `horizon` says that there is an archive. Lists are of the log.
    """

    def __init__(
        self,
        pool: Pool,
        projects: Projects = None,
        shared: SharedReads | None = None,
        horizon: Horizon | None = None,
    ) -> None:
        self._pool = pool
        self._horizon = horizon or Horizon()
        self._projects = projects
        self._seen = None if projects is None else sorted(projects)
        self._shared = shared or SharedReads(pool)

    def seen_by(self, projects: Projects) -> "Queries":
        """The same reads for somebody who sees these projects."""
        return Queries(self._pool, projects, self._shared, self._horizon)

    async def workflow(self, workflow_id: WorkflowId) -> StoredWorkflow | None:
        """The workflow with this id; None if there is none."""
        identity = uuid_of(workflow_id)
        found = None if identity is None else await self._shared.workflow(identity)
        if found is None or self._projects is None or found.workflow.project_id in self._projects:
            return found
        return None

    async def newest(self, wanted: WorkflowFilter, after: ListPlace | None, limit: int) -> Sequence[StoredWorkflow]:
        """The newest workflows first, after a place in that order."""
        query = select(build_workflows).where(*wanted.conditions(), *within(_W.project_id, self._projects))
        if after is not None:
            query = query.where(tuple_(_W.created_at, _W.id) < (after.at, after.id))
        async with self._pool.asked() as connection:
            rows = await connection.execute(query.order_by(_W.created_at.desc(), _W.id.desc()).limit(limit))
        return [workflow_from(row) for row in rows.mappings()]

    async def waiting(
        self, role: Role, project_id: str | None, after: ListPlace | None, limit: int
    ) -> Sequence[StoredWorkflow]:
        """The inbox of `role`, the longest wait first, after a place in that order."""
        place = after or _FIRST
        return await self._shared.inbox(InboxPage(role, place.at, place.id, limit, self._wanted(project_id)))

    async def claimable(
        self, role: Role, project_id: str | None, after: ListPlace | None, limit: int, not_by: str | None = None
    ) -> Sequence[ListPlace]:
        """The places of that of the inbox of `role` which can be claimed, the longest wait first.

        What others have to judge and `not_by` has submitted is left out.
        """
        of_all, of_some = reading.CLAIMABLE
        place, wanted = after or _FIRST, self._wanted(project_id)
        asked = str(role), place.at, place.id, limit
        if wanted is None:
            rows = await self._pool.fetch(of_all, *asked, not_by)
        else:
            rows = await self._pool.fetch(of_some, *asked, wanted, not_by)
        return [ListPlace(row["since"], row["id"]) for row in rows]

    def _wanted(self, project_id: str | None) -> tuple[str, ...] | None:
        """The projects to look in, of those that can be seen; None for all there are."""
        if project_id is None:
            return None if self._seen is None else tuple(self._seen)
        return (project_id,) if self._projects is None or project_id in self._projects else ()

    async def events_at(self, places: Collection[tuple[WorkflowId, int]]) -> dict[tuple[WorkflowId, int], StoredEvent]:
        """The events with these sequences in these workflows."""
        if not places:
            return {}
        ids, sequences = zip(*((UUID(workflow_id), sequence) for workflow_id, sequence in places), strict=True)
        asked = self._pool, reading.EVENTS_AT, ids, self._seen, sequences
        events = map(event_from, await fetch_whole(*asked, complete=lambda found: len(found) == len(ids)))
        return {(stored.event.workflow_id, stored.event.sequence): stored for stored in events}

    async def events_of(self, pages: Sequence[EventsOf]) -> Mapping[EventsOf, Sequence[StoredEvent]]:
        """Several pages of events. Those that differ only in the workflow are read together."""
        found: dict[EventsOf, list[StoredEvent]] = {page: [] for page in pages}
        for like in {replace(page, workflow_id=_ANY) for page in pages}:
            by_id = {page.workflow_id: page for page in found if replace(page, workflow_id=_ANY) == like}
            statement = reading.HANDOFFS_OF if like.handoffs_only else reading.EVENTS_OF
            place = like.after, like.from_sequence, like.limit
            for stored in await self._histories(statement, by_id.keys(), *place, certain=False):
                found[by_id[stored.event.workflow_id]].append(stored)
        return found

    async def _histories(
        self, statement: str, ids: Collection[WorkflowId], *place: int, certain: bool
    ) -> Iterable[StoredEvent]:
        """Events of these workflows, of each of which there are `certain` to be some, or may be none."""
        uuids = {UUID(identity) for identity in ids}

        def complete(rows: Rows) -> bool:
            unarchived = not certain and not self._horizon.archived_to
            return unarchived or uuids == {row["workflow_id"] for row in rows}

        return map(event_from, await fetch_whole(self._pool, statement, uuids, self._seen, *place, complete=complete))

    async def claimed_with(self, key: str, project_id: str | None, holder: str) -> WorkflowId | None:
        """The workflow that was claimed by a command with this key: in a project, or by its holder anywhere."""
        scope = reading.CLAIMED_ANYWHERE_WITH if project_id is None else reading.CLAIMED_WITH
        for statement in scope if self._horizon.archived_to else scope[:1]:
            for row in await self._pool.fetch(statement, key, self._seen, holder if project_id is None else project_id):
                return WorkflowId(str(row["workflow_id"]))
        return None

    async def outlines(self, ids: Collection[WorkflowId]) -> dict[WorkflowId, Sequence[StoredEvent]]:
        """All events of these workflows without what they carry, in order."""
        found: dict[WorkflowId, list[StoredEvent]] = {identity: [] for identity in ids}
        for stored in await self._histories(reading.OUTLINES, ids, certain=True):
            found[stored.event.workflow_id].append(stored)
        return {identity: found[identity] for identity in ids}


def within(column: ColumnElement[str], projects: Projects) -> list[ColumnElement[bool]]:
    """What keeps to the rows of these projects."""
    if projects is None:
        return []
    only = next(iter(projects)) if len(projects) == 1 else None
    return [column.in_(sorted(projects)) if only is None else column == only]
