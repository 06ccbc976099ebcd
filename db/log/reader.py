"""Reading the log in pages, in order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from db.codec import event_from
from db.pool import Pool
from db.records import Position, StoredEvent
from db.tables import log_head, workflow_events
from domain.rights import Projects
from domain.vocabulary import Role, WorkflowId

REACH = 10_000
"""How far through the log one page looks for events that no index finds, so that none takes long."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; what is None does not matter. Those outside of `projects` do not exist."""

    workflow_id: WorkflowId | None = None
    project_id: str | None = None
    to_role: Role | None = None
    handoffs_only: bool = False
    projects: Projects = None

    def matches(self, stored: StoredEvent) -> bool:
        """Whether `stored` is wanted."""
        event = stored.event
        return (
            self.workflow_id in {None, event.workflow_id}
            and self.project_id in {None, stored.project_id}
            and self.to_role in {None, event.to_role}
            and (event.is_handoff or not self.handoffs_only)
            and (self.projects is None or stored.project_id in self.projects)
        )

    @property
    def project(self) -> str | None:
        """The only project that it can be about, if there is only one."""
        only = next(iter(self.projects)) if self.projects is not None and len(self.projects) == 1 else None
        return only if self.project_id is None else self.project_id

    @property
    def is_indexed(self) -> bool:
        """Whether an index leads to what is wanted and to little else, however rare it is."""
        in_project = self.project is not None and self.to_role is None and not self.handoffs_only
        return self.workflow_id is not None or in_project

    def condition(self) -> ColumnElement[bool]:
        """The same, for the database."""
        events = workflow_events.c
        wanted: list[ColumnElement[bool]] = [events.position > 0]
        if self.workflow_id is not None:
            wanted.append(events.workflow_id == UUID(self.workflow_id))
        if self.project_id is not None:
            wanted.append(_among(events.project_id, {self.project_id}))
        if self.to_role is not None:
            wanted.append(events.to_role == self.to_role)
        if self.handoffs_only:
            wanted.append(events.handoff)
        if self.projects is not None:
            wanted.append(_among(events.project_id, self.projects))
        return and_(*wanted)


@dataclass(frozen=True, slots=True)
class Page:
    """Events in order, and the position up to which nothing wanted is missing."""

    events: Sequence[StoredEvent]
    complete_to: Position


class LogReader:
    """Reads pages of the log through `pool`. One that has to look at more than `reach` events ends after as many."""

    def __init__(self, pool: Pool, *, reach: int = REACH) -> None:
        self._pool = pool
        self._reach = reach

    async def identify(self) -> tuple[UUID, bytes]:
        """The id of the log, which its cursors carry, and the secret with which it signs the tokens of claims."""
        (row,) = await self._pool.fetch("select log_id, secret from log_head")
        return row["log_id"], row["secret"]

    async def head(self) -> Position:
        """The position of the newest event; 0 for an empty log."""
        (row,) = await self._pool.fetch("select position from log_head")
        return Position(row["position"])

    async def page(self, after: Position, wanted: EventFilter, limit: int) -> Page:
        """At most `limit` of the events after `after` that are wanted; fewer, or none, though more may follow.

        For somebody who asked.
        """
        async with self._pool.asked() as connection:
            return await self._page(connection, after, wanted, limit)

    async def news(self, after: Position, limit: int) -> Page:
        """At most `limit` of all events after `after`, for the server itself."""
        async with self._pool.connect() as connection:
            return await self._page(connection, after, EventFilter(), limit)

    async def _page(self, connection: AsyncConnection, after: Position, wanted: EventFilter, limit: int) -> Page:
        """The head is read first: whatever is at or before it is visible to the read that follows."""
        head = (await connection.execute(select(log_head.c.position))).scalar_one()
        end = head if wanted.is_indexed else min(head, after + self._reach)
        rows = (await connection.execute(_between(after, end, wanted, limit))).mappings().all()
        events = [event_from(dict(row)) for row in rows]
        full = len(events) == limit
        return Page(events, events[-1].position if full else Position(max(end, after)))


def _between(after: int, end: int, wanted: EventFilter, limit: int) -> Select[tuple[object, ...]]:
    events = workflow_events.c
    in_range = and_(events.position > after, events.position <= end)
    order: tuple[ColumnElement[object], ...] = (events.position,)
    if wanted.workflow_id is not None:
        order = (events.sequence,)
    elif wanted.project is not None:
        order = events.project_id, events.position
        in_range = and_(tuple_(*order) > (wanted.project, after), tuple_(*order) <= (wanted.project, end))
    return select(workflow_events).where(in_range, wanted.condition()).order_by(*order).limit(limit)


def _among(column: ColumnElement[str], projects: Collection[str]) -> ColumnElement[bool]:
    """One project is no equality here: Postgres would drop it from the order, and might read the whole log for it."""
    if len(projects) != 1:
        return column.in_(sorted(projects))
    (only,) = projects
    return column.between(only, only)
