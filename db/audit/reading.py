"""What an audit reads: rows as they are, however they came to be so."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from sqlalchemy import DateTime, RowMapping, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.log.chain import content
from db.tables import build_workflows, workflow_events


def _columns(table: Table) -> str:
    """All columns; times that Python does not have are null."""
    return ", ".join(_readable(column.name) if isinstance(column.type, DateTime) else column.name for column in table.c)


def _readable(name: str) -> str:
    return f"case when {name} between '0001-01-02' and '9999-12-30' then {name} end as {name}"


_EVENTS = text(
    f"select {_columns(workflow_events)}, {content('e')} as content from workflow_events e "  # noqa: S608 - no input
    "where workflow_id = :id and sequence > :after order by sequence limit :limit"
)
_ROW = text(f"select {_columns(build_workflows)} from build_workflows where id = :id")  # noqa: S608 - no input
_IDS = text("select id from build_workflows where id > :after order by id limit :limit")
_HEAD = text("select position from log_head")
_PLACES = text(
    "select e.position, w.id is not null as known from workflow_events e left join build_workflows w "
    "on w.id = e.workflow_id where e.position > :after order by e.position limit :limit"
)


def snapshot(engine: AsyncEngine) -> AbstractAsyncContextManager[AsyncConnection]:
    """A connection that sees one state of the database, whatever is written meanwhile."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True).connect()


async def row_of(connection: AsyncConnection, workflow_id: UUID) -> RowMapping | None:
    """The workflow's row."""
    return (await connection.execute(_ROW, {"id": workflow_id})).mappings().one_or_none()


async def events_of(connection: AsyncConnection, workflow_id: UUID, after: int, limit: int) -> Sequence[RowMapping]:
    """The workflow's next events after a sequence, each with its `content`."""
    wanted = {"id": workflow_id, "after": after, "limit": limit}
    return (await connection.execute(_EVENTS, wanted)).mappings().all()


async def ids(connection: AsyncConnection, after: UUID, limit: int) -> Sequence[UUID]:
    """The next workflows after an id."""
    return (await connection.execute(_IDS, {"after": after, "limit": limit})).scalars().all()


async def head(connection: AsyncConnection) -> int | None:
    """The position that the log says it has come to."""
    found: int | None = (await connection.execute(_HEAD)).scalar_one_or_none()
    return found


async def places(connection: AsyncConnection, after: int, limit: int) -> Sequence[RowMapping]:
    """The next positions that are taken, and whether by an event of a workflow that is there."""
    return (await connection.execute(_PLACES, {"after": after, "limit": limit})).mappings().all()
