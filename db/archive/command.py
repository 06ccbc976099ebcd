"""Archiving and restoring from the command line: what is done, and what is said of it."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg

from db.archive.at_rest import archive_at_rest
from db.archive.moving import restore
from db.nodes import connect
from db.prepare import expect_current
from domain.vocabulary import WorkflowId

_PATIENCE = 10.0
_SETTINGS = {"application_name": "handoff archive", "enable_seqscan": "off"}
"""Checks of foreign keys are planned once, when the archive is small, and would go on reading all of it."""


async def archive_workflows(dsn: str, at_rest_for: timedelta, limit: int | None) -> bool:
    """Archive what has been at rest for so long, and print how many that were. Raises DatabaseUnfitError."""
    workflows = events = 0
    async with _connected(dsn) as connection:
        async for moved in archive_at_rest(connection, at_rest_for, limit):
            workflows, events = workflows + len(moved.workflows), events + moved.events
            _say(f"{workflows} workflows with {events} events so far")
    _say(f"{workflows} workflows with {events} events archived")
    return True


async def restore_workflows(dsn: str, wanted: Sequence[WorkflowId]) -> bool:
    """Bring back those of these that are in the archive; gives whether all were. Raises DatabaseUnfitError."""
    ids = [UUID(identity) for identity in wanted]
    async with _connected(dsn) as connection:
        moved = await restore(connection, ids)
    for identity in sorted(set(ids) - set(moved.workflows)):
        _say(f"workflow {identity}: it is not in the archive.")
    _say(f"{len(moved.workflows)} workflows with {moved.events} events brought back")
    return set(ids) == set(moved.workflows)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    await expect_current(dsn)
    connection = await connect(dsn, patience=_PATIENCE, command_timeout=None, server_settings=_SETTINGS)
    try:
        yield connection
    finally:
        await connection.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
