"""What is wrong with the work, and what was said about it."""

from datetime import datetime

import strawberry

from db.records import StoredEvent
from domain.context import finding_details
from domain.vocabulary import FindingStatus, JsonObject, Phase, Severity, State, WorkflowId
from domain.workflow import Finding as DomainFinding
from schema.context import Info


@strawberry.type(description="Something wrong with the work.")
class Finding:
    id: strawberry.ID = strawberry.field(description="Tells it from every other finding of the workflow.")
    severity: Severity = strawberry.field(description="How much it weighs.")
    status: FindingStatus = strawberry.field(description="What has become of it.")
    raised_in: State = strawberry.field(
        description="Where it was raised: a phase, or the gated handoff at which the work was rejected."
    )
    against: Phase = strawberry.field(description="The phase whose work it is about.")
    workflow_id: strawberry.Private[WorkflowId]
    finding: strawberry.Private[DomainFinding]

    @strawberry.field(description="What is wrong, in a few words.")
    async def title(self, info: Info) -> str:
        return str((await self._details(info))["title"])

    @strawberry.field(description="What was expected, and what was found.")
    async def detail(self, info: Info) -> str | None:
        return _text(await self._details(info), "detail")

    @strawberry.field(description="Where.")
    async def location(self, info: Info) -> str | None:
        return _text(await self._details(info), "location")

    @strawberry.field(description="What was said with the last answer to it.")
    async def comment(self, info: Info) -> str | None:
        return _text(await self._details(info), "comment")

    @strawberry.field(description="When it was raised, or raised again.")
    async def raised_at(self, info: Info) -> datetime:
        return (await self._events(info))[self.finding.raised].recorded_at

    @strawberry.field(description="When it was answered last; null if it was not.")
    async def answered_at(self, info: Info) -> datetime | None:
        answered = self.finding.answered
        return None if answered is None else (await self._events(info))[answered].recorded_at

    async def _details(self, info: Info) -> JsonObject:
        events = await self._events(info)
        return finding_details(self.finding, {sequence: stored.event for sequence, stored in events.items()})

    async def _events(self, info: Info) -> dict[int, StoredEvent]:
        sequences = [each for each in (self.finding.raised, self.finding.answered) if each is not None]
        found = await info.context.loaders.events.load_many([(self.workflow_id, each) for each in sequences])
        return {stored.event.sequence: stored for stored in found if stored is not None}


def to_finding(workflow_id: WorkflowId, finding: DomainFinding) -> Finding:
    """The GraphQL type of a finding."""
    return Finding(
        id=strawberry.ID(finding.id),
        severity=finding.severity,
        status=finding.status,
        raised_in=finding.raised_in,
        against=finding.against,
        workflow_id=workflow_id,
        finding=finding,
    )


def _text(details: JsonObject, name: str) -> str | None:
    value = details[name]
    return None if value is None else str(value)
