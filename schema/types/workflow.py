"""One build on its way."""

from datetime import datetime
from typing import Annotated

import strawberry

from db.records import Position, StoredWorkflow
from domain.allowed import allowed_actions
from domain.machine import PHASES
from domain.progress import progress
from domain.vocabulary import Phase, Role, State, Status
from resolvers import history
from schema.context import Info
from schema.types.action import AllowedAction, to_action
from schema.types.assignment import Assignment, to_assignment
from schema.types.connection import Connection
from schema.types.event import WorkflowEvent, to_event
from schema.types.pages import to_connection
from schema.types.phase import PhaseInfo, to_phase
from schema.types.progress import Progress

First = Annotated[int, strawberry.argument(description="How many at most; 100 is the most that one page gives.")]
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
    waiting_since: datetime = strawberry.field(description="When it came to its present state.")
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
    def phase(self, name: Annotated[Phase, strawberry.argument(description="Which phase.")]) -> PhaseInfo:
        return to_phase(self.record.workflow, name)

    @strawberry.field(description="What the next role needs in order to work; null when nobody's work is awaited.")
    async def assignment(self, info: Info) -> Assignment | None:
        return to_assignment(await info.context.loaders.assignments.load(self.record.workflow))

    @strawberry.field(description="What can be asked for now.")
    def allowed_actions(
        self,
        role: Annotated[
            Role | None, strawberry.argument(description="Only what this role may ask for; all if left out.")
        ] = None,
    ) -> list[AllowedAction]:
        return [to_action(allowed) for allowed in allowed_actions(self.record.workflow, role)]

    @strawberry.field(description="Its handoffs: the events by which responsibility passed, oldest first.")
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
        record=record,
        position=position,
    )
