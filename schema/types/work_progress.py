"""How far claimed work is."""

from datetime import datetime

import strawberry

from db.progress import WorkProgress as DomainProgress


@strawberry.type(description="What the last heartbeat of a live claim said.")
class WorkProgress:
    workflow_id: strawberry.ID = strawberry.field(description="The workflow that is worked on.")
    worker: str = strawberry.field(description="Who works on it.")
    note: str | None = strawberry.field(description="What the worker is doing.")
    percent: int | None = strawberry.field(description="How far the work is, from 0 to 100.")
    heartbeat_at: datetime | None = strawberry.field(description="When the heartbeat came.")
    expires_at: datetime = strawberry.field(description="When the claim runs out unless another heartbeat comes.")


def to_progress(found: DomainProgress) -> WorkProgress:
    """The GraphQL type of the progress of a claim."""
    return WorkProgress(
        workflow_id=strawberry.ID(found.workflow_id),
        worker=found.worker,
        note=found.lease.note,
        percent=found.lease.percent,
        heartbeat_at=found.lease.heartbeat_at,
        expires_at=found.lease.until,
    )
