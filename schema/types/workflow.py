"""One build on its way."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from db.records import Position, StoredWorkflow
from domain import attempts as domain
from domain.allowed import allowed_actions
from domain.machine import PHASES
from domain.progress import progress
from domain.vocabulary import FindingStatus, Phase, Role, State, Status
from resolvers import history
from resolvers.attempts import attempts_of, pick
from schema.context import Info
from schema.types.action import AllowedAction, to_action
from schema.types.assignment import Assignment, to_assignment
from schema.types.attempt import Attempt, AttemptComparison, to_attempt
from schema.types.claim import LiveClaim, to_live_claim
from schema.types.connection import Connection
from schema.types.event import WorkflowEvent, to_event
from schema.types.finding import Finding, to_finding
from schema.types.origin import Origin, to_origin
from schema.types.pages import to_connection
from schema.types.phase import PhaseInfo, to_phase
from schema.types.progress import Progress

First = Annotated[int, strawberry.argument(description="How many at most; 100 is the most that one page gives.")]
OfPhase = Annotated[Phase, strawberry.argument(description="Which phase.")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]


@strawberry.type(description="One build on its way from DISCOVERY to COMPLETE.")
class Workflow:
    id: strawberry.ID = strawberry.field(description="Tells this workflow from every other.")
    build_id: str = strawberry.field(description="The build, as whoever started it calls it.")
    project_id: str = strawberry.field(description="The project that the build belongs to.")
    title: str = strawberry.field(description="What is built, in a few words.")
    state: State = strawberry.field(description="Where it stands.")
    status: Status = strawberry.field(description="Whether it moves.")
    version: int = strawberry.field(description="The sequence of its last event; send it as `expectedVersion`.")
    next_role: Role | None = strawberry.field(description="Whose work is awaited; null when nobody's is.")
    created_at: datetime = strawberry.field(description="When it was started.")
    updated_at: datetime = strawberry.field(description="When its last event was recorded.")
    completed_at: datetime | None = strawberry.field(description="When it was completed; null unless it is.")
    waiting_since: datetime = strawberry.field(
        description="When its work began to wait: it came to its state, was given back, approved or resumed."
    )
    gates: list[State] = strawberry.field(description="The handoff states that need an approval.")
    awaits_approval: bool = strawberry.field(
        description="Whether it stands at such a state, and approveHandoff or rejectHandoff is next."
    )
    separate_duties: bool = strawberry.field(
        description="Whether nobody may pass or approve an IMPLEMENTATION that they submitted themselves."
    )
    archived: bool = strawberry.field(
        description="Whether it was archived after a long rest: it can be read and forked, but not changed or listed."
    )
    record: strawberry.Private[StoredWorkflow]
    position: strawberry.Private[Position | None] = None

    @strawberry.field(description="The cursor of its last event: subscribe `after` it, and nothing is missed.")
    async def cursor(self, info: Info) -> str:
        cursors = info.context.store.cursors
        if self.position is not None:
            return cursors.of_position(self.position)
        last = await info.context.loaders.events.load((self.record.workflow.id, self.version))
        if last is None:
            raise LookupError(f"the last event of workflow {self.id} is missing")
        return cursors.of_position(last.position)

    @strawberry.field(description="How far it has come.")
    def progress(self) -> Progress:
        found = progress(self.record.workflow)
        return Progress(completed_phases=found.completed_phases, total_phases=found.total_phases, percent=found.percent)

    @strawberry.field(description="All six phases, in order.")
    def phases(self) -> list[PhaseInfo]:
        return [to_phase(self.record.workflow, phase) for phase in PHASES]

    @strawberry.field(description="One phase.")
    def phase(self, name: OfPhase) -> PhaseInfo:
        return to_phase(self.record.workflow, name)

    @strawberry.field(description="What the next role needs in order to work; null when nobody's work is awaited.")
    async def assignment(self, info: Info) -> Assignment | None:
        return to_assignment(await info.context.loaders.assignments.load(self.record.workflow))

    @strawberry.field(description="Who has claimed its work; null if nobody has.")
    def claim(self) -> LiveClaim | None:
        return to_live_claim(self.record.workflow.id, self.record.workflow.claim)

    @strawberry.field(description="For how many seconds its work has waited to be taken; null while it does not wait.")
    def waiting_seconds(self) -> float | None:
        waits = self.record.workflow.waits_for is not None
        return max(0.0, (datetime.now(UTC) - self.record.since).total_seconds()) if waits else None

    @strawberry.field(description="What was found wrong with its work.")
    def findings(
        self,
        status: Annotated[
            list[FindingStatus] | None,
            strawberry.argument(description="Only with one of these statuses; those still open if left out."),
        ] = None,
    ) -> list[Finding]:
        workflow, named = self.record.workflow, None if status is None else frozenset(status)
        wanted = (each for each in workflow.findings if (each.is_open if named is None else each.status in named))
        return [to_finding(workflow.id, each) for each in wanted]

    @strawberry.field(description="All attempts at a phase, the first one first.")
    async def attempts(self, info: Info, phase: OfPhase) -> list[Attempt]:
        return [to_attempt(self.record.workflow.id, each) for each in await self._attempts(info, phase)]

    @strawberry.field(description="What changed in the result of a phase from one attempt to another.")
    async def compare_attempts(
        self,
        info: Info,
        phase: OfPhase,
        before: Annotated[int, strawberry.argument(description="The number of the one attempt.")],
        after: Annotated[int, strawberry.argument(description="The number of the other.")],
    ) -> AttemptComparison:
        found, identity = await self._attempts(info, phase), self.record.workflow.id
        one, other = pick(found, before), pick(found, after)
        return AttemptComparison(before=to_attempt(identity, one), after=to_attempt(identity, other))

    async def _attempts(self, info: Info, phase: Phase) -> list[domain.Attempt]:
        return attempts_of(await info.context.loaders.outlines.load(self.record.workflow.id), phase)

    @strawberry.field(description="Where it comes from, if it is a fork.")
    def origin(self) -> Origin | None:
        return to_origin(self.record.workflow.origin)

    @strawberry.field(
        description=(
            "What can be asked for now, by role. It does not look at who you are: where `separateDuties` keeps you "
            "from your own work, `explain` says so."
        )
    )
    def allowed_actions(
        self,
        role: Annotated[
            Role | None, strawberry.argument(description="Only what this role may ask for; all if left out.")
        ] = None,
    ) -> list[AllowedAction]:
        found = () if self.record.archived else allowed_actions(self.record.workflow, role)
        return [to_action(allowed) for allowed in found]

    @strawberry.field(description="Its handoffs: the events by which responsibility passed or fell back, oldest first.")
    async def handoffs(self, info: Info, first: First = 20, after: After = None) -> Connection[WorkflowEvent]:
        return await self._history(info, first, after, handoffs_only=True)

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(self, info: Info, first: First = 20, after: After = None) -> Connection[WorkflowEvent]:
        return await self._history(info, first, after, handoffs_only=False)

    async def _history(
        self, info: Info, first: int, after: str | None, *, handoffs_only: bool
    ) -> Connection[WorkflowEvent]:
        store = info.context.store
        asked = history.ask(store, self.record.workflow.id, first, after, handoffs_only=handoffs_only)
        page = history.answer(store, asked, await info.context.loaders.pages.load(asked))
        return to_connection(page, lambda stored: to_event(store.cursors, stored))


def to_workflow(record: StoredWorkflow, position: Position | None = None) -> Workflow:
    """The GraphQL type of a stored workflow; with the position of its last event, if that is at hand."""
    workflow = record.workflow
    return Workflow(
        id=strawberry.ID(workflow.id),
        build_id=workflow.build_id,
        project_id=workflow.project_id,
        title=workflow.title,
        state=workflow.state,
        status=workflow.status,
        version=workflow.version,
        next_role=workflow.next_role,
        created_at=record.created_at,
        updated_at=record.updated_at,
        completed_at=record.completed_at,
        waiting_since=record.since,
        gates=list(workflow.gates),
        awaits_approval=workflow.awaits_approval,
        separate_duties=workflow.separate_duties,
        archived=record.archived,
        record=record,
        position=position,
    )
