"""Reading the log in pages, in order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.codec import event_from
from db.log.horizon import CursorTooOldError, Horizon
from db.pool import Pool
from db.records import Position, StoredEvent
from db.tables import archived_events, log_head, workflow_events
from domain.rights import Projects
from domain.vocabulary import Role, WorkflowId

REACH = 10_000
"""How far through the log one page looks for events that no index finds, so that none takes long."""

_LAST = 2**63 - 1
"""No position is higher."""


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

    def condition(self, table: Table = workflow_events) -> ColumnElement[bool]:
        """The same, for the database."""
        events = table.c
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
    """Reads pages of the log through `pool`. One that has to look at more than `reach` events ends after as many.

    `horizon` is told how far the archive reaches, whenever the head is read.
    """

    def __init__(self, pool: Pool, *, reach: int = REACH, horizon: Horizon | None = None) -> None:
        self._pool = pool
        self._reach = reach
        self._horizon = horizon or Horizon()

    async def identify(self) -> tuple[UUID, bytes]:
        """The id of the log, which its cursors carry, and the secret with which it signs the tokens of claims."""
        (row,) = await self._pool.fetch("select log_id, secret from log_head")
        return row["log_id"], row["secret"]

    async def head(self) -> Position:
        """The position of the newest event; 0 for an empty log."""
        (row,) = await self._pool.fetch("select position, archived_to from log_head")
        self._horizon.archived_to = Position(row["archived_to"])
        return Position(row["position"])

    async def page(self, after: Position, wanted: EventFilter, limit: int) -> Page:
        """At most `limit` of the events after `after` that are wanted; fewer, or none, though more may follow.

        For somebody who asked. Raises CursorTooOldError if some of them may have been archived, unless they are those
        of one workflow: these are all in one place, and found in either.
        """
        async with self._pool.asked() as connection:
            return await self._page(connection, after, wanted, limit)

    async def news(self, after: Position, limit: int) -> Page:
        """At most `limit` of all events after `after`, for the server itself. Raises CursorTooOldError."""
        async with self._pool.connect() as connection:
            return await self._page(connection, after, EventFilter(), limit)

    async def _page(self, connection: AsyncConnection, after: Position, wanted: EventFilter, limit: int) -> Page:
        end = _LAST if wanted.is_indexed else after + self._reach
        place = {"after": after, "end": end, "limit": limit}
        seen = await self._read(connection, _beside_the_head(wanted, workflow_events), place)
        if after < seen.archived_to:
            if wanted.workflow_id is None:
                raise CursorTooOldError(seen.archived_to)
            whole = _beside_the_head(wanted, workflow_events, archived_events)
            seen = await self._read(connection, whole, place)
        full = len(seen.events) == limit
        return Page(seen.events, seen.events[-1].position if full else Position(max(min(seen.head, end), after)))

    async def _read(
        self, connection: AsyncConnection, statement: Select[tuple[object, ...]], place: Mapping[str, int]
    ) -> "_Seen":
        rows = (await connection.execute(statement, place)).mappings().all()
        found = [event_from(dict(row)) for row in rows if row["position"] is not None]
        seen = _Seen(Position(rows[0]["head"]), Position(rows[0]["archived_to"]), sorted(found, key=_position))
        self._horizon.archived_to = seen.archived_to
        return seen


@dataclass(frozen=True, slots=True)
class _Seen:
    head: Position
    archived_to: Position
    events: Sequence[StoredEvent]


def _position(stored: StoredEvent) -> Position:
    return stored.position


@lru_cache(maxsize=256)
def _beside_the_head(wanted: EventFilter, *tables: Table) -> Select[tuple[object, ...]]:
    """A page from tables of events, with the head in one statement: both, and what was archived, are of one moment."""
    pages = [_page_of(table, wanted) for table in tables]
    events = (pages[0] if len(pages) == 1 else union_all(*pages)).subquery("e")
    head = select(log_head.c.position.label("head"), log_head.c.archived_to, events)
    return head.select_from(log_head.outerjoin(events, true())).where(log_head.c.singleton == 1)


def _page_of(table: Table, wanted: EventFilter) -> Select[tuple[object, ...]]:
    events, after, end = table.c, bindparam("after", type_=BigInteger), bindparam("end", type_=BigInteger)
    in_range = and_(events.position > after, events.position <= end)
    order: tuple[ColumnElement[object], ...] = (events.position,)
    if wanted.workflow_id is not None:
        order = (events.sequence,)
    elif wanted.project is not None:
        order = events.project_id, events.position
        in_range = and_(tuple_(*order) > tuple_(wanted.project, after), tuple_(*order) <= tuple_(wanted.project, end))
    wanted_here = in_range, wanted.condition(table)
    return select(table).where(*wanted_here).order_by(*order).limit(bindparam("limit", type_=Integer))


def _among(column: ColumnElement[str], projects: Collection[str]) -> ColumnElement[bool]:
    """One project is no equality here: Postgres would drop it from the order, and might read the whole log for it."""
    if len(projects) != 1:
        return column.in_(sorted(projects))
    (only,) = projects
    return column.between(only, only)
