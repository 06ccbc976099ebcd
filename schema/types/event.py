"""What happened to a workflow."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.cursors import Cursors
from db.records import StoredEvent
from domain.vocabulary import EventKind, Phase, Role, State, WorkflowId
from schema.context import Info
from schema.scalars import Json

if TYPE_CHECKING:
    from schema.types.workflow import Workflow


@strawberry.type(description="One thing that happened to a workflow: an entry of the log.")
class WorkflowEvent:
    id: strawberry.ID = strawberry.field(description="Tells this event from every other.")
    cursor: str = strawberry.field(description="Its place in the log: subscribe `after` it to get what follows.")
    sequence: int = strawberry.field(description="Its place in its workflow: 1, 2, 3 ... without holes.")
    kind: EventKind = strawberry.field(description="What happened.")
    workflow_id: strawberry.ID = strawberry.field(description="The workflow it happened to.")
    from_state: State | None = strawberry.field(description="The state before; null for STARTED.")
    to_state: State = strawberry.field(description="The state after.")
    from_role: Role | None = strawberry.field(description="Who had to act before; null where nobody had.")
    to_role: Role | None = strawberry.field(description="Who has to act after; null where nobody has.")
    phase: Phase | None = strawberry.field(description="The phase that it is about.")
    attempt: int | None = strawberry.field(description="Which attempt of the phase it is about.")
    actor: str = strawberry.field(
        description=(
            "Who did it: the subject of the token where authentication is on, else a role or OPERATOR; HANDOFF where "
            "time did."
        )
    )
    actor_role: Role | None = strawberry.field(
        description="The role it was done as; null for an operator, or where time did it."
    )
    message: str = strawberry.field(description="What happened, in a sentence for people.")
    notes: str | None = strawberry.field(description="What the actor said about it: the reason, or the note.")
    data: Json = strawberry.field(
        description=(
            "What came with it, an object. STARTED: `projectId`, `buildId`, `title`, `requirements`, `maxRounds`, "
            "`gates`, `origin`; OUTPUT_COPIED: `result`, `sequence` and `actor` in the source; ACKNOWLEDGED: "
            "`instruction`; PHASE_PASSED and COMPLETED: `result`, `digest` (equal results have equal ones), "
            "`instruction`, `answers`; PHASE_FAILED: `result`, `instruction`, `answers`, `findings`, `superseded` "
            "(phase to the sequence of the event with its output); RETRY_REQUESTED and REJECTED: `findings`, "
            "`superseded`; ROLLED_BACK: `superseded`; all of these with the `worker` who had claimed the work; "
            "ESCALATED: `exhausted`, `round`, `maxRounds` and `tried` (a list of `attempt` and `reason`), or `expired` "
            "(the workers whose claims ran out); RESUMED: `grantedRounds` (by phase); CLAIMED: `worker`, "
            "`leaseSeconds`; CLAIM_RELEASED, CLAIM_EXPIRED and CLAIM_REVOKED: `worker`, `claim` (the sequence of the "
            "CLAIMED event), `expiries` (how many claims of this attempt ran out)."
        )
    )
    recorded_at: datetime = strawberry.field(description="When it was recorded, in the database's clock.")
    hash: str = strawberry.field(
        description=(
            "SHA-256, in hex, of all that the log holds of this event and of the hash of the event before it in its "
            "workflow, and so of the whole history up to here. Keep it, and you can prove later that this history was "
            "not rewritten: `verifyWorkflow` recomputes the chain, and this event must still have this hash."
        )
    )

    @strawberry.field(description="The workflow as it is now.")
    async def workflow(self, info: Info) -> Annotated["Workflow", strawberry.lazy("schema.types.workflow")]:
        from schema.types.workflow import to_workflow  # noqa: PLC0415 - the two types refer to each other

        record = await info.context.store.queries.workflow(WorkflowId(self.workflow_id))
        if record is None:
            raise LookupError(f"the workflow {self.workflow_id} of an event is missing")
        return to_workflow(record)


def to_event(cursors: Cursors, stored: StoredEvent) -> WorkflowEvent:
    """The GraphQL type of a stored event."""
    event = stored.event
    return WorkflowEvent(
        id=strawberry.ID(f"{event.workflow_id}:{event.sequence}"),
        cursor=cursors.of_position(stored.position),
        sequence=event.sequence,
        kind=event.kind,
        workflow_id=strawberry.ID(event.workflow_id),
        from_state=event.from_state,
        to_state=event.to_state,
        from_role=event.from_role,
        to_role=event.to_role,
        phase=event.phase,
        attempt=event.attempt,
        actor=event.actor,
        actor_role=event.actor_role,
        message=event.message,
        notes=event.notes,
        data=Json(event.data),
        recorded_at=stored.recorded_at,
        hash=stored.hash.hex(),
    )
