"""Refusals on the wire: types that all implement WorkflowError, and carry facts."""

import strawberry

from db.queries import EventsOf
from db.records import Position
from domain.refusals import ErrorCode
from domain.vocabulary import Action, FindingStatus, Outcome, Phase, Role, State, Status
from resolvers.paging import MAX_PAGE
from schema.context import Info
from schema.types.event import WorkflowEvent, to_event
from schema.types.workflow import Workflow


@strawberry.interface(description="Why a command was refused. Nothing was changed, unless the code says otherwise.")
class WorkflowError:
    code: ErrorCode = strawberry.field(description="What kind of refusal it is, for programs to switch on.")
    message: str = strawberry.field(description="What was expected, what came, and what would help.")


@strawberry.interface(description="A refusal that depends on where the workflow stands.")
class WorkflowStateError(WorkflowError):
    workflow: Workflow = strawberry.field(
        description="The workflow as it was when the command was refused, with its `version` and `allowedActions`."
    )


@strawberry.type(description="A value is out of bounds, whatever the workflow's state.")
class InvalidInputError(WorkflowError):
    field: str = strawberry.field(description="The input field.")
    expected: str = strawberry.field(description="What was expected.")
    received: str = strawberry.field(description="What came.")


@strawberry.type(description="No workflow has this id.")
class WorkflowNotFoundError(WorkflowError):
    workflow_id: strawberry.ID = strawberry.field(description="The id that came.")


@strawberry.type(description="The workflow was archived: it can be read and forked, but not changed.")
class WorkflowArchivedError(WorkflowError):
    workflow_id: strawberry.ID = strawberry.field(description="Its id, by which an operator can bring it back.")


@strawberry.type(description="The state is owned by another role.")
class NotOwnerError(WorkflowStateError):
    owner: Role = strawberry.field(description="Who may act.")
    role: Role | None = strawberry.field(description="Who wanted to; null for an operator.")
    state: State = strawberry.field(description="Where the workflow stands.")


@strawberry.type(description="The action is reserved.")
class NotPermittedError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")
    role: Role | None = strawberry.field(description="Who asked.")
    permitted: list[Role] = strawberry.field(description="The roles that may ask for it, besides an operator.")


@strawberry.type(description="The workflow's status forbids the action.")
class NotActiveError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")
    status: Status = strawberry.field(description="The workflow's status.")


@strawberry.type(description="The command would leave everything as it is.")
class NothingToChangeError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")
    status: Status = strawberry.field(description="The workflow's status.")


@strawberry.type(description="The handoff must be acknowledged before work is handed in.")
class AcknowledgeFirstError(WorkflowStateError):
    state: State = strawberry.field(description="The handoff state.")
    field: str = strawberry.field(description="What came and may not come with an acknowledgement.")


@strawberry.type(description="A phase was finished without its result.")
class ResultRequiredError(WorkflowStateError):
    phase: Phase = strawberry.field(description="The phase.")


@strawberry.type(description="Work was sent back without a reason.")
class ReasonRequiredError(WorkflowError):
    field: str = strawberry.field(description="Where the reason goes.")


@strawberry.type(description="The phase named is not the one being worked on.")
class WrongPhaseError(WorkflowStateError):
    named: Phase = strawberry.field(description="The phase that was named.")
    current: Phase = strawberry.field(description="The phase being worked on.")
    state: State = strawberry.field(description="Where the workflow stands.")


@strawberry.type(description="The state can't end this way.")
class OutcomeNotPossibleError(WorkflowStateError):
    state: State = strawberry.field(description="Where the workflow stands.")
    outcome: Outcome = strawberry.field(description="The outcome that came.")
    possible: list[Outcome] = strawberry.field(description="The outcomes that the state may have.")


@strawberry.type(description="Work can go back only to an earlier phase.")
class PhaseNotEarlierError(WorkflowStateError):
    state: State = strawberry.field(description="Where the workflow stands.")
    target: Phase | None = strawberry.field(description="The phase that was named, if one was.")
    earlier: list[Phase] = strawberry.field(description="The phases that the work can go back to.")


@strawberry.type(description="The workflow has changed since the caller looked.")
class StaleVersionError(WorkflowStateError):
    expected_version: int = strawberry.field(description="The version that the caller expected.")
    current_version: int = strawberry.field(description="The version that the workflow is at.")


@strawberry.type(description="The idempotencyKey belongs to another request.")
class IdempotencyConflictError(WorkflowError):
    idempotency_key: str = strawberry.field(description="The key.")


@strawberry.type(description="Another worker has the work.")
class AlreadyClaimedError(WorkflowStateError):
    worker: str = strawberry.field(description="Who has it.")


@strawberry.type(description="The work is claimed, and the command came without the claim's token.")
class ClaimRequiredError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")
    worker: str = strawberry.field(description="Who has the work.")


@strawberry.type(description="The claim of the token is over: it ran out, or the workflow went on without it.")
class ClaimLostError(WorkflowStateError):
    holder: str | None = strawberry.field(description="The worker who has the work now; null if nobody has.")
    claim: strawberry.Private[int]

    @strawberry.field(description="What has happened since the claim, oldest first; at most 100 events.")
    async def since(self, info: Info) -> list[WorkflowEvent]:
        cursors = info.context.store.cursors
        asked = EventsOf(self.workflow.record.workflow.id, Position(0), MAX_PAGE, from_sequence=self.claim + 1)
        return [to_event(cursors, stored) for stored in await info.context.loaders.pages.load(asked)]


@strawberry.type(description="Nobody has claimed the work.")
class NotClaimedError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")


@strawberry.type(description="Nothing waits for the role.")
class NothingWaitingError(WorkflowError):
    to_role: Role = strawberry.field(description="The role: subscribe to `handoffs` with it.")
    project_id: strawberry.ID | None = strawberry.field(description="The project, if one was named.")


@strawberry.type(description="The handoff is gated, and nobody has approved it yet.")
class ApprovalRequiredError(WorkflowStateError):
    state: State = strawberry.field(description="The gated handoff state.")
    approver: Role = strawberry.field(description="The role that may approve it, besides an operator.")


@strawberry.type(description="No approval is awaited where the workflow stands.")
class NothingToApproveError(WorkflowStateError):
    action: Action = strawberry.field(description="What was asked for.")
    state: State = strawberry.field(description="Where the workflow stands.")


@strawberry.type(description="Whoever asks submitted the work, and duties are separate: somebody else has to judge it.")
class OwnWorkError(WorkflowStateError):
    submitted_by: str = strawberry.field(description="Who submitted it: the `actor` of the event.")
    phase: Phase = strawberry.field(description="The phase that produced it.")
    attempt: int = strawberry.field(description="The attempt that produced it.")


@strawberry.type(description="The result is the one that was just sent back.")
class NoChangeError(WorkflowStateError):
    phase: Phase = strawberry.field(description="The phase.")
    attempt: int = strawberry.field(description="The attempt of which this was the result.")


@strawberry.type(description="The work can't pass: blocking findings that were raised in this state are open.")
class OpenFindingsError(WorkflowStateError):
    state: State = strawberry.field(description="The phase, or the gated handoff, that the work can't pass.")
    findings: list[strawberry.ID] = strawberry.field(description="The ids of these findings.")


@strawberry.type(description="An answer names a finding that can't be answered so.")
class FindingNotOpenError(WorkflowStateError):
    finding: strawberry.ID = strawberry.field(description="The id that came.")
    open: list[strawberry.ID] = strawberry.field(description="The ids of the findings that can be answered now.")
    possible_statuses: list[FindingStatus] = strawberry.field(
        description="How the finding can be answered; empty if it can't be."
    )


@strawberry.type(description="The command would do something else than its preview showed.")
class EffectChangedError(WorkflowStateError):
    expected: str = strawberry.field(description="What the preview showed.")
    current: str = strawberry.field(description="What the command would do now.")


@strawberry.type(description="A fork can't begin with this phase.")
class PhaseNotReachedError(WorkflowStateError):
    phase: Phase = strawberry.field(description="The phase that was named.")
    possible: list[Phase] = strawberry.field(description="The phases with which a fork can begin.")


@strawberry.type(description="The workflow has as many events as it may have.")
class LimitReachedError(WorkflowStateError):
    limit: int = strawberry.field(description="How many that is.")


@strawberry.type(description="The database can't be reached. Nothing was done; try again in a few seconds.")
class UnavailableError(WorkflowError):
    retry_after_seconds: int = strawberry.field(description="How many seconds to wait before trying again.")


@strawberry.type(description="It is not known whether the command was carried out: repeat it with this key.")
class OutcomeUnknownError(WorkflowError):
    idempotency_key: str = strawberry.field(description="Repeat the request with this key: it is applied once at most.")
