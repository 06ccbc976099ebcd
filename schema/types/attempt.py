"""The attempts at a phase."""

import asyncio
from datetime import datetime

import strawberry

from db.records import StoredEvent
from domain.attempts import Attempt as DomainAttempt
from domain.attempts import Verdict
from domain.vocabulary import Phase, WorkflowId
from resolvers.attempts import compare
from schema.context import Info
from schema.scalars import Json
from schema.types.event import WorkflowEvent, to_event


@strawberry.type(description="The n-th time that a phase was worked on.")
class Attempt:
    phase: Phase = strawberry.field(description="Which phase.")
    attempt: int = strawberry.field(description="Which time: 1, 2, 3 ...")
    verdict: Verdict = strawberry.field(description="How it ended.")
    workflow_id: strawberry.Private[WorkflowId]
    found: strawberry.Private[DomainAttempt]

    @strawberry.field(description="Its result; null if it has none.")
    async def result(self, info: Info) -> Json | None:
        event = await self.handed_in(info)
        return None if event is None else Json(event.event.data["result"])

    @strawberry.field(description="When it began.")
    async def started_at(self, info: Info) -> datetime | None:
        event = await self._stored(info, self.found.opened)
        return None if event is None else event.recorded_at

    @strawberry.field(description="The event that ended it: who, when, and what was said; null while it is open.")
    async def finished_by(self, info: Info) -> WorkflowEvent | None:
        return await self._event(info, self.found.finished)

    @strawberry.field(
        description="The event since which its output counts no longer: who, when and why; null if it still counts."
    )
    async def superseded_by(self, info: Info) -> WorkflowEvent | None:
        return await self._event(info, self.found.superseded)

    @strawberry.field(description="The workers who claimed it, in turn.")
    async def workers(self, info: Info) -> list[str]:
        places = [(self.workflow_id, claim) for claim in self.found.claims]
        found = await info.context.loaders.events.load_many(places)
        return [str(stored.event.data["worker"]) for stored in found if stored is not None]

    async def handed_in(self, info: Info) -> StoredEvent | None:
        """The event that holds its result."""
        return await self._stored(info, self.found.result)

    async def _event(self, info: Info, sequence: int | None) -> WorkflowEvent | None:
        event = await self._stored(info, sequence)
        return None if event is None else to_event(info.context.store.cursors, event)

    async def _stored(self, info: Info, sequence: int | None) -> StoredEvent | None:
        return None if sequence is None else await info.context.loaders.events.load((self.workflow_id, sequence))


@strawberry.type(description="What changed from one attempt to another.")
class AttemptComparison:
    before: Attempt = strawberry.field(description="The one.")
    after: Attempt = strawberry.field(description="The other.")

    @strawberry.field(
        description=(
            "A JSON Patch (RFC 6902) that turns the result of the one into that of the other: a list of operations, "
            "empty if the two are equal."
        )
    )
    async def changes(self, info: Info) -> Json:
        return Json(await compare(*await asyncio.gather(self.before.handed_in(info), self.after.handed_in(info))))


def to_attempt(workflow_id: WorkflowId, found: DomainAttempt) -> Attempt:
    """The GraphQL type of an attempt."""
    return Attempt(
        phase=found.phase, attempt=found.attempt, verdict=found.verdict, workflow_id=workflow_id, found=found
    )
