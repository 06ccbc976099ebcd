"""How far one phase of a workflow has come."""

from datetime import datetime
from enum import Enum

import strawberry

from db.records import StoredEvent
from domain.machine import phase_in
from domain.phase_record import PhaseRecord
from domain.vocabulary import Phase
from domain.workflow import Workflow
from schema.context import Info
from schema.scalars import Json


@strawberry.enum(description="How far a phase has come.")
class PhaseStatus(Enum):
    WAITING = strawberry.enum_value("WAITING", description="It has no output that counts, and is not worked on.")
    CURRENT = strawberry.enum_value("CURRENT", description="It is being worked on.")
    COMPLETED = strawberry.enum_value("COMPLETED", description="It has an output that counts.")


@strawberry.type(description="One phase of a workflow.")
class PhaseInfo:
    phase: Phase = strawberry.field(description="Which phase.")
    attempt: int = strawberry.field(description="How often it was entered; 0 if never.")
    round: int = strawberry.field(description="Rounds it has used; the first attempt is round 1. 0 if never entered.")
    max_rounds: int = strawberry.field(description="The rounds it has; one more and it escalates.")
    status: PhaseStatus = strawberry.field(description="How far it has come.")
    workflow: strawberry.Private[Workflow]
    record: strawberry.Private[PhaseRecord]

    @strawberry.field(description="Its newest result that was not superseded; null if there is none.")
    async def output(self, info: Info) -> Json | None:
        event = await self._event(info, self.record.output)
        return None if event is None else Json(event.event.data["result"])

    @strawberry.field(description="When its latest attempt began.")
    async def started_at(self, info: Info) -> datetime | None:
        event = await self._event(info, self.record.opened)
        return None if event is None else event.recorded_at

    @strawberry.field(description="When the output that counts was handed in; null if there is none.")
    async def finished_at(self, info: Info) -> datetime | None:
        event = await self._event(info, self.record.output)
        return None if event is None else event.recorded_at

    async def _event(self, info: Info, sequence: int | None) -> StoredEvent | None:
        return None if sequence is None else await info.context.loaders.events.load((self.workflow.id, sequence))


def to_phase(workflow: Workflow, phase: Phase) -> PhaseInfo:
    """The GraphQL type of one phase of `workflow`."""
    record = workflow.phases[phase]
    return PhaseInfo(
        phase=phase,
        attempt=record.attempt,
        round=record.round,
        max_rounds=record.max_rounds,
        status=_status(workflow, phase, record),
        workflow=workflow,
        record=record,
    )


def _status(workflow: Workflow, phase: Phase, record: PhaseRecord) -> PhaseStatus:
    if record.output is not None:
        return PhaseStatus.COMPLETED
    return PhaseStatus.CURRENT if phase_in(workflow.state) is phase else PhaseStatus.WAITING
