"""Reading workflows and their events, in stable pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Uuid,
    cast,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from db.codec import event_from, uuid_of, workflow_from
from db.cursors import ListPlace
from db.records import Position, StoredEvent, StoredWorkflow
from db.tables import build_workflows, workflow_events
from domain.rights import Projects
from domain.vocabulary import EventKind, Role, State, Status, WorkflowId

_W = build_workflows.c
_E = workflow_events.c
_ANY = WorkflowId("")


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
        found += [column.in_(map(str, values)) for column, values in among if values]
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
    """Reads through `engine`. Each method is one statement, however many things it is asked for.

    What is not in `projects` does not exist here.
    """

    def __init__(self, engine: AsyncEngine, projects: Projects = None) -> None:
        self._engine = engine
        self._projects = projects

    async def workflows(self, ids: Iterable[WorkflowId]) -> dict[WorkflowId, StoredWorkflow]:
        """The workflows with these ids; ids that name none are left out."""
        uuids = {found for identity in ids if (found := uuid_of(identity)) is not None}
        if not uuids:
            return {}
        records = await self._workflows(select(build_workflows).where(_W.id.in_(uuids)))
        return {record.workflow.id: record for record in records}

    async def newest(self, wanted: WorkflowFilter, after: ListPlace | None, limit: int) -> Sequence[StoredWorkflow]:
        """The newest workflows first, after a place in that order."""
        query = select(build_workflows).where(*wanted.conditions())
        if after is not None:
            query = query.where(tuple_(_W.created_at, _W.id) < (after.at, after.id))
        return await self._workflows(query.order_by(_W.created_at.desc(), _W.id.desc()).limit(limit))

    async def waiting(
        self, role: Role, project_id: str | None, after: ListPlace | None, limit: int
    ) -> Sequence[StoredWorkflow]:
        """The inbox of `role`, the longest wait first, after a place in that order."""
        return await self._workflows(_inbox(select(build_workflows), role, project_id, after, limit))

    async def claimable(
        self, role: Role, project_id: str | None, after: ListPlace | None, limit: int
    ) -> Sequence[ListPlace]:
        """The places of that of the inbox of `role` which can be claimed, the longest wait first."""
        owned = select(_W.since, _W.id).where(_W.owner == _W.waits_for, *within(_W.project_id, self._projects))
        async with self._engine.connect() as connection:
            rows = await connection.execute(_inbox(owned, role, project_id, after, limit))
        return [ListPlace(row.since, row.id) for row in rows]

    async def events_at(self, places: Collection[tuple[WorkflowId, int]]) -> dict[tuple[WorkflowId, int], StoredEvent]:
        """The events with these sequences in these workflows."""
        if not places:
            return {}
        wanted = [(UUID(workflow_id), sequence) for workflow_id, sequence in places]
        named = tuple_(_E.workflow_id, _E.sequence).in_(wanted)
        events = await self._events(select(workflow_events).where(named, *within(_E.project_id, self._projects)))
        return {(stored.event.workflow_id, stored.event.sequence): stored for stored in events}

    async def events_of(self, pages: Sequence[EventsOf]) -> Mapping[EventsOf, Sequence[StoredEvent]]:
        """Several pages of events. Those that differ only in the workflow are read together."""
        found: dict[EventsOf, list[StoredEvent]] = {page: [] for page in pages}
        for like in {replace(page, workflow_id=_ANY) for page in pages}:
            group = [page for page in found if replace(page, workflow_id=_ANY) == like]
            by_id = {page.workflow_id: page for page in group}
            for stored in await self._events(_pages(group, self._projects)):
                found[by_id[stored.event.workflow_id]].append(stored)
        return found

    async def claimed_with(self, key: str, project_id: str | None) -> WorkflowId | None:
        """The workflow that was claimed by a command with this key, in a project or in any."""
        query = select(_E.workflow_id).where(
            _E.idempotency_key == key,
            _E.kind.in_([EventKind.ACKNOWLEDGED, EventKind.CLAIMED]),
            *within(_E.project_id, self._projects),
        )
        if project_id is not None:
            query = query.where(_E.project_id == project_id)
        async with self._engine.connect() as connection:
            found = (await connection.execute(query.order_by(_E.position).limit(1))).scalar_one_or_none()
        return None if found is None else WorkflowId(str(found))

    async def outlines(self, ids: Collection[WorkflowId]) -> dict[WorkflowId, Sequence[StoredEvent]]:
        """All events of these workflows without what they carry, in order."""
        columns = [column for column in _E if column.name not in {"data", "notes", "message"}]
        empty = (literal({}, JSONB).label("data"), null().label("notes"), literal("").label("message"))
        seen = within(_E.project_id, self._projects)
        query = select(*columns, *empty).where(_E.workflow_id.in_(map(UUID, ids)), *seen)
        found: dict[WorkflowId, list[StoredEvent]] = {identity: [] for identity in ids}
        for stored in await self._events(query.order_by(_E.workflow_id, _E.sequence)):
            found[stored.event.workflow_id].append(stored)
        return {identity: found[identity] for identity in ids}

    async def _workflows(self, query: Select[Any]) -> list[StoredWorkflow]:
        query = query.where(*within(_W.project_id, self._projects))
        async with self._engine.connect() as connection:
            return [workflow_from(row) for row in (await connection.execute(query)).mappings()]

    async def _events(self, query: Select[Any]) -> list[StoredEvent]:
        async with self._engine.connect() as connection:
            return [event_from(row) for row in (await connection.execute(query)).mappings()]


def _inbox(query: Select[Any], role: Role, project_id: str | None, after: ListPlace | None, limit: int) -> Select[Any]:
    query = query.where(_W.waits_for == str(role))
    if project_id is not None:
        query = query.where(_W.project_id == project_id)
    if after is not None:
        query = query.where(tuple_(_W.since, _W.id) > (after.at, after.id))
    return query.order_by(_W.since, _W.id).limit(limit)


def within(column: ColumnElement[str], projects: Projects) -> list[ColumnElement[bool]]:
    """What keeps to the rows of these projects."""
    if projects is None:
        return []
    only = next(iter(projects)) if len(projects) == 1 else None
    return [column.in_(sorted(projects)) if only is None else column == only]


def _pages(group: Sequence[EventsOf], projects: Projects) -> Select[Any]:
    like = group[0]
    ids = (
        func.unnest(cast([UUID(page.workflow_id) for page in group], ARRAY(Uuid)))
        .table_valued("id", name="t")
        .render_derived()
    )
    page = select(workflow_events).where(
        _E.workflow_id == ids.c.id,
        _E.position > cast(like.after, BigInteger),
        _E.sequence >= cast(like.from_sequence, BigInteger),
        *within(_E.project_id, projects),
    )
    if like.handoffs_only:
        page = page.where(_E.handoff)
    events = page.order_by(_E.sequence).limit(like.limit).lateral("e")
    return select(events).select_from(ids.join(events, true())).order_by(events.c.workflow_id, events.c.sequence)
