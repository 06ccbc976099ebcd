"""What an audit reads: rows as they are, however they came to be so."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from sqlalchemy import DateTime, RowMapping, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.archive.reading import everywhere
from db.log.chain import content
from db.tables import build_workflows, workflow_events


def _columns(table: Table) -> str:
    """All columns; times that Python does not have are null."""
    return ", ".join(_readable(column.name) if isinstance(column.type, DateTime) else column.name for column in table.c)


def _readable(name: str) -> str:
    return f"case when {name} between '0001-01-02' and '9999-12-30' then {name} end as {name}"


_EVENTS = everywhere(
    f"select {_columns(workflow_events)}, {content('workflow_events')} as content from workflow_events "  # noqa: S608 - no input
    "where workflow_id = :id and sequence > :after order by sequence limit :limit"
)
_ROW = everywhere(f"select {_columns(build_workflows)} from build_workflows where id = :id")  # noqa: S608 - no input
_IDS = everywhere("select id from build_workflows where id > :after order by id limit :limit")
_PLACES = everywhere("""
select position, build_workflows.id is not null as known
from workflow_events left join build_workflows
on build_workflows.id = workflow_id and build_workflows.archived = workflow_events.archived
where position > :after order by position limit :limit
""")
_HEAD = """
select log_head.position, archived_to, (select max(position) from archived_events) as highest,
    (select min(position) from archived_events e where idempotency_key is not null and not exists (
        select from archived_keys k where k.workflow_id = e.workflow_id and k.sequence = e.sequence
        and (k.idempotency_key, k.project_id) = (e.idempotency_key, e.project_id)
        and k.key_holder is not distinct from e.key_holder
    )) as unkept
from log_head
"""
"""What the log says that it has come to, and how the archive fits: its highest position, and a key that it lacks."""


def snapshot(engine: AsyncEngine) -> AbstractAsyncContextManager[AsyncConnection]:
    """A connection that sees one state of the database, whatever is written meanwhile."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True).connect()


async def row_of(connection: AsyncConnection, workflow_id: UUID) -> RowMapping | None:
    """The workflow's row."""
    return (await connection.execute(text(_ROW), {"id": workflow_id})).mappings().one_or_none()


async def events_of(connection: AsyncConnection, workflow_id: UUID, after: int, limit: int) -> Sequence[RowMapping]:
    """The workflow's next events after a sequence, each with its `content`."""
    wanted = {"id": workflow_id, "after": after, "limit": limit}
    return (await connection.execute(text(_EVENTS), wanted)).mappings().all()


async def ids(connection: AsyncConnection, after: UUID, limit: int) -> Sequence[UUID]:
    """The next workflows after an id."""
    return (await connection.execute(text(_IDS), {"after": after, "limit": limit})).scalars().all()


async def head(connection: AsyncConnection) -> RowMapping | None:
    """What the head of the log says of it, beside what is in the archive."""
    return (await connection.execute(text(_HEAD))).mappings().one_or_none()


async def places(connection: AsyncConnection, after: int, limit: int) -> Sequence[RowMapping]:
    """The next positions that are taken, and whether by an event of a workflow that is there."""
    return (await connection.execute(text(_PLACES), {"after": after, "limit": limit})).mappings().all()
