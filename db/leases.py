"""Leases: how long claims last. They are no part of the log, so that a heartbeat costs no event."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.codec import lease_from, uuid_of, workflow_from
from db.records import Lease, StoredWorkflow
from db.tables import build_workflows
from domain.vocabulary import WorkflowId

_W = build_workflows.c


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
    """Reads and extends leases through `engine`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def beat(self, heartbeat: Heartbeat) -> Answered | None:
        """Extend the lease if the claim is live. None if there is no such workflow.

        A claim that is over, or has run out by the database's clock, is left as it is.
        """
        seconds = _W.lease_seconds if heartbeat.seconds is None else heartbeat.seconds
        now = func.clock_timestamp()
        extended = (
            update(build_workflows)
            .where(_W.id == UUID(heartbeat.workflow_id), _W.claim == heartbeat.claim, _W.lease_until > now)
            .values(
                lease_until=func.greatest(_W.lease_until, now + func.make_interval(0, 0, 0, 0, 0, 0, seconds)),
                heartbeat_at=now,
                progress_note=_W.progress_note if heartbeat.note is None else heartbeat.note,
                progress_percent=_W.progress_percent if heartbeat.percent is None else heartbeat.percent,
            )
            .returning(build_workflows)
        )
        present = select(build_workflows).where(_W.id == UUID(heartbeat.workflow_id))
        async with self._engine.connect() as connection:
            beaten = (await connection.execute(extended)).mappings().one_or_none()
            row = beaten or (await connection.execute(present)).mappings().one_or_none()
        return None if row is None else Answered(workflow_from(row), lease_from(row), extended=beaten is not None)

    async def of(self, ids: Iterable[WorkflowId]) -> dict[WorkflowId, Lease]:
        """The leases of those of these workflows that are claimed."""
        uuids = [found for identity in ids if (found := uuid_of(identity)) is not None]
        claimed = select(build_workflows).where(_W.id.in_(uuids), _W.claim.is_not(None))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(claimed)).mappings().all()
        leases = {WorkflowId(str(row["id"])): lease_from(row) for row in rows}
        return {identity: lease for identity, lease in leases.items() if lease is not None}
