"""What many ask for at the same time, read once for all of them: whoever may see it is left to the one who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from db import reading
from db.archive.reading import fetch_whole
from db.decoded import Decoded
from db.gathering import Gathering
from db.pool import Pool
from db.records import StoredWorkflow

INBOXES_AT_ONCE = 3
"""Pages of inboxes that are read at once: fewer than there are connections for what is asked often."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """At most `limit` of what waits for a role, after a place in that order; in some projects, or in all."""

    role: str
    since: datetime
    id: UUID
    limit: int
    projects: tuple[str, ...] | None


class SharedReads:
    """Reads through `pool`. What is wrong with one page or one row is told those alone who asked for it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._decoded = Decoded()
        self._workflows = Gathering(self._read_workflows)
        self._inboxes = Gathering(self._read_inbox, at_once=INBOXES_AT_ONCE, most=1)

    async def workflow(self, identity: UUID) -> StoredWorkflow | None:
        """A workflow of any project; None if there is no such workflow."""
        row = await self._workflows.ask(identity)
        return None if row is None else self._found(row)

    async def inbox(self, page: InboxPage) -> Sequence[StoredWorkflow]:
        """A page of what waits."""
        found = await self._inboxes.ask(page)
        return () if found is None else found

    async def _read_workflows(self, ids: Sequence[UUID]) -> Mapping[UUID, Record]:
        rows = await fetch_whole(self._pool, reading.BY_ID, ids, complete=lambda found: len(found) == len(ids))
        return {row["id"]: row for row in rows}

    def _found(self, row: Record) -> StoredWorkflow:
        """A record that is remembered is as in the log, which is where it may have come back to meanwhile."""
        record = self._decoded.one(row)
        return replace(record, archived=True) if row.get("archived") else record

    async def _read_inbox(self, pages: Sequence[InboxPage]) -> Mapping[InboxPage, Sequence[StoredWorkflow]]:
        of_all, of_some = reading.INBOX
        (page,) = pages
        place = page.role, page.since, page.id, page.limit
        if page.projects is None:
            rows = await self._pool.fetch(of_all, *place)
        else:
            rows = await self._pool.fetch(of_some, *place, page.projects)
        return {page: self._decoded.all(rows)}
