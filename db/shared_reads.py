"""What many ask for at the same time, read once for all of them: whoever may see it is left to the one who asks."""

import asyncio
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


@dataclass(frozen=True, slots=True)
class InboxPage:
    """At most `limit` of what waits for a role, after a place in that order; in some projects, or in all."""

    role: str
    since: datetime
    id: UUID
    limit: int
    projects: tuple[str, ...] | None


class SharedReads:
    """Reads through `pool`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._decoded = Decoded()
        self._workflows = Gathering(self._read_workflows)
        self._inboxes = Gathering(self._read_inboxes)

    async def workflow(self, identity: UUID) -> StoredWorkflow | None:
        """A workflow of any project; None if there is no such workflow."""
        return await self._workflows.ask(identity)

    async def inbox(self, page: InboxPage) -> Sequence[StoredWorkflow]:
        """A page of what waits."""
        found = await self._inboxes.ask(page)
        return () if found is None else found

    async def _read_workflows(self, ids: Sequence[UUID]) -> Mapping[UUID, StoredWorkflow]:
        rows = await fetch_whole(self._pool, reading.BY_ID, ids, complete=lambda found: len(found) == len(ids))
        return {row["id"]: self._found(row) for row in rows}

    def _found(self, row: Record) -> StoredWorkflow:
        """A record that is remembered is as in the log, which is where it may have come back to meanwhile."""
        record = self._decoded.one(row)
        return replace(record, archived=True) if row.get("archived") else record

    async def _read_inboxes(self, pages: Sequence[InboxPage]) -> Mapping[InboxPage, Sequence[StoredWorkflow]]:
        found = await asyncio.gather(*map(self._read_inbox, pages))
        return dict(zip(pages, found, strict=True))

    async def _read_inbox(self, page: InboxPage) -> Sequence[StoredWorkflow]:
        of_all, of_some = reading.INBOX
        place = page.role, page.since, page.id, page.limit
        if page.projects is None:
            return self._decoded.all(await self._pool.fetch(of_all, *place))
        return self._decoded.all(await self._pool.fetch(of_some, *place, page.projects))
