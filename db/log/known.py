"""Workflows as the writer last saw them, so that only those that have changed since are read whole."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from db.codec import uuid_of, workflow_from
from db.records import StoredWorkflow
from domain.vocabulary import WorkflowId

_CHANGED = """
select w.*, known.id as asked, coalesce(w.lease_until <= clock_timestamp(), false) as due
from unnest($1::uuid[], $2::bigint[]) as known(id, version) left join build_workflows w on w.id = known.id
where w.version <> known.version or w.lease_until <= clock_timestamp() or (w.id is null and known.version > 0)
"""
"""What was known and is no longer there was archived."""
_NEVER = -1


@dataclass(frozen=True, slots=True)
class Loaded:
    """Workflows as they are now; `due` are those whose claim has run out by the database's clock."""

    stored: Mapping[WorkflowId, StoredWorkflow]
    due: AbstractSet[WorkflowId]


class KnownWorkflows:
    """At most `capacity` workflows, the ones seen first forgotten first."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._known: dict[WorkflowId, StoredWorkflow] = {}

    async def load(self, connection: asyncpg.Connection, ids: Iterable[WorkflowId]) -> Loaded:
        """The workflows with these ids as they are now; ids that name none are left out."""
        wanted: dict[WorkflowId, UUID] = {name: found for name in ids if (found := uuid_of(name)) is not None}
        seen = {name: self._known[name] for name in wanted if name in self._known}
        versions = [seen[name].workflow.version if name in seen else _NEVER for name in wanted]
        rows = await connection.fetch(_CHANGED, list(wanted.values()), versions)
        for gone in (WorkflowId(str(row["asked"])) for row in rows if row["id"] is None):
            del self._known[gone], seen[gone]
        rows = [row for row in rows if row["id"] is not None]
        changed = [workflow_from(row) for row in rows]
        self.keep(changed)
        due = {stored.workflow.id for stored, row in zip(changed, rows, strict=True) if row["due"]}
        return Loaded(seen | {stored.workflow.id: stored for stored in changed}, due)

    def keep(self, records: Iterable[StoredWorkflow]) -> None:
        """Remember how these workflows are stored now."""
        self._known.update({stored.workflow.id: stored for stored in records})
        while len(self._known) > self._capacity:
            del self._known[next(iter(self._known))]

    def forget(self) -> None:
        """Remember nothing: the database may be another one, or an earlier state of it, once the connection is back."""
        self._known.clear()
