"""Archiving in tests, where rest is short."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg

from db.archive.at_rest import archive_at_rest
from db.archive.moving import Moved, archive, restore
from db.log.writer import LogWriter
from domain.vocabulary import State, WorkflowId
from domain.workflow import Workflow
from tests.db.ledger import rows
from tests.db.writers import begin

BOTH = "(select * from workflow_events union all select * from archived_events)"


@asynccontextmanager
async def connected(url: str, name: str = "handoff archive") -> AsyncIterator[asyncpg.Connection]:
    """A connection such as the command has, or of another name."""
    connection = await asyncpg.connect(url, server_settings={"application_name": name, "enable_seqscan": "off"})
    try:
        yield connection
    finally:
        await connection.close()


async def archived(url: str, *, batch: int = 100, limit: int | None = None, rest: float = 0.0) -> list[Moved]:
    """What was moved, batch by batch, of all that has been at rest for so many seconds."""
    async with connected(url) as connection:
        batches = archive_at_rest(connection, timedelta(seconds=rest), limit, batch=batch, settling=0)
        return [moved async for moved in batches]


async def move(url: str, chosen: Mapping[str, int]) -> Moved:
    """Move these workflows at these versions, and leave the head as it is."""
    async with connected(url) as connection:
        return await archive(connection, {UUID(identity): version for identity, version in chosen.items()})


async def brought_back(url: str, *ids: WorkflowId) -> Moved:
    """What was restored."""
    async with connected(url) as connection:
        return await restore(connection, [UUID(identity) for identity in ids])


async def completed(writer: LogWriter, count: int = 1) -> Sequence[Workflow]:
    """New workflows that are COMPLETED."""
    return [await begin(writer, State.COMPLETE) for _ in range(count)]


async def halves(url: str) -> tuple[set[str], set[str]]:
    """The ids of the workflows in the log, and in the archive."""
    tables = "build_workflows", "archived_workflows"
    hot, cold = [{str(row["id"]) for row in await rows(url, f"select id from {table}")} for table in tables]
    return hot, cold


async def archived_to(url: str) -> int:
    """How far the archive may reach, by the head of the log."""
    (row,) = await rows(url, "select archived_to from log_head")
    return int(row["archived_to"])
