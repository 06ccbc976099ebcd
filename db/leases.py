"""Leases: how long claims last. They are no part of the log, so that a heartbeat costs no event."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from db.archive.reading import fetch_whole
from db.codec import lease_from, uuid_of, workflow_from
from db.pool import Pool
from db.records import Lease, StoredWorkflow
from domain.vocabulary import WorkflowId

_EXTEND = """
update build_workflows
set lease_until = greatest(lease_until, clock_timestamp() + coalesce($3, lease_seconds) * interval '1 second'),
    heartbeat_at = clock_timestamp(),
    progress_note = coalesce($4, progress_note),
    progress_percent = coalesce($5, progress_percent)
where id = $1 and claim = $2 and lease_until > clock_timestamp()
returning *
"""
"""The clock is asked where it is needed: after waiting for the row, too."""

_PRESENT = "select * from build_workflows where id = $1"
_CLAIMED = "select * from build_workflows where id = any($1) and claim is not null"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life of the worker that holds a claim.

    `seconds` is how long the claim is to last from now on; without it, as long as was asked for when it was claimed.
    A lease is never made shorter. `note` and `percent` replace what was said before; None leaves that as it is.
    """

    workflow_id: WorkflowId
    claim: int
    seconds: int | None
    note: str | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a heartbeat found: the workflow as it is now, its lease, and whether the heartbeat extended it."""

    stored: StoredWorkflow
    lease: Lease | None
    extended: bool


class Leases:
    """Reads and extends leases through `pool`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def beat(self, heartbeat: Heartbeat) -> Answered | None:
        """Extend the lease if the claim is live. None if there is no such workflow.

        A claim that is over, or has run out by the database's clock, is left as it is.
        """
        identity = UUID(heartbeat.workflow_id)
        told = heartbeat.seconds, heartbeat.note, heartbeat.percent
        extended = await self._pool.fetch(_EXTEND, identity, heartbeat.claim, *told)
        for row in extended or await fetch_whole(self._pool, _PRESENT, identity, complete=bool):
            return Answered(workflow_from(row), lease_from(row), extended=bool(extended))
        return None

    async def of(self, ids: Iterable[WorkflowId]) -> dict[WorkflowId, Lease]:
        """The leases of those of these workflows that are claimed."""
        uuids = [found for identity in ids if (found := uuid_of(identity)) is not None]
        rows = await self._pool.fetch(_CLAIMED, uuids)
        leases = {WorkflowId(str(row["id"])): lease_from(row) for row in rows}
        return {identity: lease for identity, lease in leases.items() if lease is not None}
