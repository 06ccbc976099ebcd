"""What is in the database when all is over."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from db.codec import event_from, workflow_from
from db.cursors import Cursors
from db.records import Position, StoredEvent, StoredWorkflow
from domain.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the log; the first one of a command bears its `key`, and how many events the command made.

    `handoff` is the column, by which the database finds handoffs.
    """

    stored: StoredEvent
    key: str | None
    size: int | None
    handoff: bool

    @property
    def event(self) -> Event:
        """What happened."""
        return self.stored.event

    @property
    def position(self) -> Position:
        """Its place in the log."""
        return self.stored.position

    @property
    def id(self) -> str:
        """Its `id` on the wire."""
        return f"{self.event.workflow_id}:{self.event.sequence}"


@dataclass(frozen=True, slots=True)
class Row:
    """A workflow as it is stored, with the columns that only follow from it; `leased`: whether it has a lease."""

    stored: StoredWorkflow
    owner: str | None
    waits_for: str | None
    leased: bool


@dataclass(frozen=True, slots=True)
class Database:
    """The log by position, its head, and the workflows by id. `cursors` are those of this log."""

    log: tuple[Entry, ...]
    head: int
    rows: Mapping[str, Row]
    cursors: Cursors


async def read_database(url: str) -> Database:
    """All of it, read in one transaction from the database behind the libpq-style URL."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            log = await connection.fetch("select * from workflow_events order by position")
            rows = await connection.fetch("select * from build_workflows")
            head = await connection.fetchrow("select log_id, position from log_head")
    finally:
        await connection.close()
    if head is None:
        raise LookupError("the log has no head")
    found = {str(row["id"]): _row(row) for row in rows}
    return Database(tuple(map(_entry, log)), head["position"], found, Cursors(head["log_id"]))


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(event_from(row), row["idempotency_key"], row["command_size"], row["handoff"])


def _row(row: asyncpg.Record) -> Row:
    return Row(workflow_from(row), row["owner"], row["waits_for"], row["lease_until"] is not None)
