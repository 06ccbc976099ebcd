"""Moving whole workflows between the log and the archive.

A move is one transaction, in which the events are copied first: the database lets them go from where they were only
once they are where they belong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import Table

from db.tables import archived_events, archived_workflows, build_workflows, workflow_events

_STILL_AT_REST = """
select w.id, w.version from build_workflows w join unnest($1::uuid[], $2::bigint[]) as chosen(id, version) using (id)
where w.version = chosen.version and w.status in ('COMPLETED', 'CANCELLED')
      and w.version = (select count(*) from workflow_events e where e.workflow_id = w.id)
order by w.id for update of w skip locked
"""
"""What has changed since, or is just being changed, stays where it is: nobody is waited for."""

_ARCHIVED = "select id, version from archived_workflows where id = any($1::uuid[]) order by id for update"
_KEEP_KEYS = """
insert into archived_keys (workflow_id, sequence, idempotency_key, project_id, key_holder)
select workflow_id, sequence, idempotency_key, project_id, key_holder from archived_events
where workflow_id = any($1::uuid[]) and idempotency_key is not null
"""
_DROP_KEYS = "delete from archived_keys where workflow_id = any($1::uuid[])"


_LOG = build_workflows, workflow_events
_ARCHIVE = archived_workflows, archived_events


@dataclass(frozen=True, slots=True)
class Moved:
    """The workflows that a move has taken along, and how many events they have."""

    workflows: Sequence[UUID]
    events: int


class MoveError(Exception):
    """A move that would have lost or doubled something, and was taken back."""


async def archive(connection: asyncpg.Connection, chosen: Mapping[UUID, int]) -> Moved:
    """Move those of these workflows into the archive that are at rest and still at the version beside their id."""
    async with connection.transaction():
        found = await connection.fetch(_STILL_AT_REST, list(chosen), list(chosen.values()))
        moved = await _move(connection, found, _LOG, _ARCHIVE)
        await connection.execute(_KEEP_KEYS, moved.workflows)
    return moved


async def restore(connection: asyncpg.Connection, wanted: Sequence[UUID]) -> Moved:
    """Move those of these workflows back into the log that are in the archive, to where they were in it."""
    async with connection.transaction():
        found = await connection.fetch(_ARCHIVED, wanted)
        await connection.execute(_DROP_KEYS, [row["id"] for row in found])
        return await _move(connection, found, _ARCHIVE, _LOG)


async def _move(
    connection: asyncpg.Connection,
    found: Sequence[asyncpg.Record],
    here: tuple[Table, Table],
    there: tuple[Table, Table],
) -> Moved:
    """Copy the workflows, which are locked, and then their events; delete both where they were. Raises MoveError."""
    ids, events = [row["id"] for row in found], sum(row["version"] for row in found)
    (workflows_here, events_here), (workflows_there, events_there) = here, there
    done = [
        await connection.execute(_copy(workflows_here, workflows_there, "id"), ids),
        await connection.execute(_copy(events_here, events_there, "workflow_id"), ids),
        await connection.execute(_delete(events_here, "workflow_id"), ids),
        await connection.execute(_delete(workflows_here, "id"), ids),
    ]
    expected = [f"INSERT 0 {len(ids)}", f"INSERT 0 {events}", f"DELETE {events}", f"DELETE {len(ids)}"]
    if done != expected:
        raise MoveError(
            f"expected {expected}, found {done}: nothing was moved; `python -m db verify` shows what is wrong"
        )
    return Moved(ids, events)


def _copy(source: Table, target: Table, key: str) -> str:
    columns = ", ".join(column.name for column in source.c)
    which = f"where {key} = any($1::uuid[])"
    return f"insert into {target.name} ({columns}) select {columns} from {source.name} {which}"  # noqa: S608 - no input


def _delete(table: Table, key: str) -> str:
    return f"delete from {table.name} where {key} = any($1::uuid[])"  # noqa: S608 - no input
