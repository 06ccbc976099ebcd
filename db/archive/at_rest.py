"""Going through the workflows that are at rest, the oldest first, a batch at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from db.archive.moving import Moved, archive
from domain.vocabulary import Status

BATCH = 100
"""Workflows that move together: while they do, a command to one of them holds up those that arrived with it."""

SETTLING = 2.0
"""Seconds in which every server looks at the head of the log, and sees that there is an archive from now on."""

_BEFORE = "select clock_timestamp() - $1::interval as before, archived_to from log_head"
_AT_REST = """
select id, version, created_at,
       (select position from workflow_events e where e.workflow_id = w.id and e.sequence = w.version) as last
from build_workflows w
where status = $1 and (created_at, id) > ($2, $3) and created_at < $4 and updated_at < $4
order by created_at, id limit $5
"""
_RAISE = "update log_head set archived_to = $1 where archived_to < $1"
_START = datetime.min.replace(tzinfo=UTC), UUID(int=0)


async def archive_at_rest(
    connection: asyncpg.Connection,
    at_rest_for: timedelta,
    limit: int | None = None,
    *,
    batch: int = BATCH,
    settling: float = SETTLING,
) -> AsyncIterator[Moved]:
    """Archive what has been COMPLETED or CANCELLED for so long, at most `limit` workflows; gives each batch once done.

    How far the archive may reach is durable and visible before anything moves there. So whoever reads the log and does
    not find an event that has moved finds, in the same statement, that it may have.
    """
    (row,) = await connection.fetch(_BEFORE, at_rest_for)
    before, is_first, left = row["before"], row["archived_to"] == 0, limit
    for status in (Status.COMPLETED, Status.CANCELLED):
        place = _START
        while left is None or left > 0:
            size = batch if left is None else min(batch, left)
            found = await connection.fetch(_AT_REST, status, *place, before, size)
            if not found:
                break
            await connection.execute(_RAISE, max(each["last"] or 0 for each in found))
            if is_first:
                await asyncio.sleep(settling)
                is_first = False
            moved = await archive(connection, {each["id"]: each["version"] for each in found})
            yield moved
            place = found[-1]["created_at"], found[-1]["id"]
            left = None if left is None else left - len(moved.workflows)
