"""Claims, as their holder and as watchers see them."""

from datetime import datetime

import strawberry

from db.records import Lease
from domain.vocabulary import WorkflowId
from domain.workflow import Claim as DomainClaim
from schema.context import Info


@strawberry.type(description="A claim, for the worker who holds it.")
class Claim:
    token: strawberry.ID = strawberry.field(
        description="Send it as `claimToken` with all that you do to the workflow; nobody else is shown it."
    )
    worker: str = strawberry.field(description="Who holds it.")
    lease_seconds: int = strawberry.field(description="How many seconds it lasts without a heartbeat.")
    workflow_id: strawberry.Private[WorkflowId]
    number: strawberry.Private[int]
    first_expiry: strawberry.Private[datetime]

    @strawberry.field(description="When it runs out unless a heartbeat comes, in the database's clock.")
    async def expires_at(self, info: Info) -> datetime:
        lease = await info.context.loaders.leases.load(self.workflow_id)
        return lease.until if lease is not None and lease.claim == self.number else self.first_expiry


@strawberry.type(description="A claim that is live, for whoever watches.")
class LiveClaim:
    worker: str = strawberry.field(description="Who holds it.")
    lease_seconds: int = strawberry.field(description="How many seconds it lasts without a heartbeat.")
    workflow_id: strawberry.Private[WorkflowId]
    number: strawberry.Private[int]

    @strawberry.field(description="When the work was claimed.")
    async def claimed_at(self, info: Info) -> datetime | None:
        event = await info.context.loaders.events.load((self.workflow_id, self.number))
        return None if event is None else event.recorded_at

    @strawberry.field(description="When it runs out unless a heartbeat comes; null if it has just ended.")
    async def expires_at(self, info: Info) -> datetime | None:
        lease = await self._lease(info)
        return None if lease is None else lease.until

    @strawberry.field(description="When the last heartbeat came; null if none has.")
    async def heartbeat_at(self, info: Info) -> datetime | None:
        lease = await self._lease(info)
        return None if lease is None else lease.heartbeat_at

    @strawberry.field(description="What the last heartbeat that came with a note said.")
    async def note(self, info: Info) -> str | None:
        lease = await self._lease(info)
        return None if lease is None else lease.note

    @strawberry.field(description="How far the work is, from 0 to 100, by the last heartbeat that said so.")
    async def percent(self, info: Info) -> int | None:
        lease = await self._lease(info)
        return None if lease is None else lease.percent

    async def _lease(self, info: Info) -> Lease | None:
        lease = await info.context.loaders.leases.load(self.workflow_id)
        return lease if lease is not None and lease.claim == self.number else None


def to_live_claim(workflow_id: WorkflowId, claim: DomainClaim | None) -> LiveClaim | None:
    """The GraphQL type of a claim, for watchers."""
    if claim is None:
        return None
    return LiveClaim(
        worker=claim.worker, lease_seconds=claim.lease_seconds, workflow_id=workflow_id, number=claim.number
    )


def to_claim(token: str, workflow_id: WorkflowId, claim: DomainClaim, first_expiry: datetime) -> Claim:
    """The GraphQL type of a claim, for its holder; `first_expiry` is when it would have run out without heartbeats."""
    return Claim(
        token=strawberry.ID(token),
        worker=claim.worker,
        lease_seconds=claim.lease_seconds,
        workflow_id=workflow_id,
        number=claim.number,
        first_expiry=first_expiry,
    )
