"""The results of the mutations: a success, or one of the refusals that the mutation can meet."""

import operator
from functools import reduce
from typing import Annotated, Any

import strawberry

from domain.vocabulary import Signal
from schema import errors
from schema.context import Info
from schema.errors import WorkflowError
from schema.types.assignment import Assignment, to_assignment
from schema.types.claim import Claim
from schema.types.event import WorkflowEvent
from schema.types.workflow import Workflow


@strawberry.interface(description="A command that was carried out: it is durable, and every watcher sees it.")
class WorkflowSuccess:
    workflow: Workflow = strawberry.field(description="The workflow right after the command.")
    event: WorkflowEvent = strawberry.field(description="What the command made happen.")
    replayed: bool = strawberry.field(
        description="Whether it was carried out before, under the same key, and this is the first answer again."
    )

    @strawberry.field(description="What the next role needs in order to work; null when nobody's work is awaited.")
    async def assignment(self, info: Info) -> Assignment | None:
        return to_assignment(await info.context.loaders.assignments.load(self.workflow.record.workflow))


@strawberry.type(description="The workflow was started.")
class StartWorkflowSuccess(WorkflowSuccess):
    """The workflow was started."""


@strawberry.type(description="The handoff was acknowledged, or the phase finished.")
class AdvanceWorkflowSuccess(WorkflowSuccess):
    """The handoff was acknowledged, or the phase finished."""


@strawberry.type(description="The work was sent back.")
class RequestRetrySuccess(WorkflowSuccess):
    """The work was sent back."""


@strawberry.type(description="The workflow was taken back.")
class RollbackWorkflowSuccess(WorkflowSuccess):
    """The workflow was taken back."""


@strawberry.type(description="The workflow is on hold.")
class PauseWorkflowSuccess(WorkflowSuccess):
    """The workflow is on hold."""


@strawberry.type(description="The workflow moves again.")
class ResumeWorkflowSuccess(WorkflowSuccess):
    """The workflow moves again."""


@strawberry.type(description="The workflow was ended for good.")
class CancelWorkflowSuccess(WorkflowSuccess):
    """The workflow was ended for good."""


@strawberry.type(description="The note was recorded.")
class AddNoteSuccess(WorkflowSuccess):
    """The note was recorded."""


@strawberry.type(description="The fork was started.")
class ForkWorkflowSuccess(WorkflowSuccess):
    """The fork was started."""


@strawberry.type(description="The work is yours until the claim ends.")
class ClaimWorkSuccess(WorkflowSuccess):
    claim: Claim = strawberry.field(description="The claim, with the token that you need from now on.")

    @strawberry.field(description="What you need in order to work.")
    async def assignment(self, info: Info) -> Assignment:
        found = to_assignment(await info.context.loaders.assignments.load(self.workflow.record.workflow))
        if found is None:
            raise LookupError("claimed work has an assignment")
        return found


@strawberry.type(description="The heartbeat was heard: `signal` says whether to go on.")
class HeartbeatSuccess:
    signal: Signal = strawberry.field(description="Whether to go on.")
    workflow: Workflow = strawberry.field(description="The workflow as it is now.")
    claim: Claim | None = strawberry.field(description="The claim; null if it is over.")


@strawberry.type(description="The work was given back and waits again.")
class ReleaseClaimSuccess(WorkflowSuccess):
    """The work was given back."""


@strawberry.type(description="The work was taken away from its worker and waits again.")
class RevokeClaimSuccess(WorkflowSuccess):
    """The work was taken away."""


@strawberry.type(description="The handoff can be acknowledged.")
class ApproveHandoffSuccess(WorkflowSuccess):
    """The handoff can be acknowledged."""


@strawberry.type(description="The work was sent back.")
class RejectHandoffSuccess(WorkflowSuccess):
    """The work was sent back."""


def _result(description: str, success: type, *refusals: type[WorkflowError]) -> Any:  # noqa: ANN401
    """The union of a mutation that writes to the log."""
    return _union(description, success, *refusals, *_ALWAYS)


def _union(description: str, success: type, *refusals: type[WorkflowError]) -> Any:  # noqa: ANN401
    """The union of a success and of the refusals that can come instead of it."""
    name = success.__name__.removesuffix("Success") + "Result"
    types: Any = reduce(operator.or_, refusals, success)
    return Annotated[types, strawberry.union(name, description=description)]


_ALWAYS = (
    errors.InvalidInputError,
    errors.IdempotencyConflictError,
    errors.UnavailableError,
    errors.OutcomeUnknownError,
)
_FOUND = (errors.WorkflowNotFoundError, errors.StaleVersionError)
_HELD = (*_FOUND, errors.WorkflowArchivedError)
_CHANGE = (*_HELD, errors.LimitReachedError)
_CLAIM = (errors.ClaimRequiredError, errors.ClaimLostError)
_OWNER = (errors.NotOwnerError, errors.NotActiveError, errors.ReasonRequiredError, *_CLAIM)
_RESERVED = (errors.NotPermittedError, errors.NotActiveError)
_GATE = (*_RESERVED, errors.NothingToApproveError)
_STANDING = (errors.NotActiveError, errors.NothingToChangeError)

StartWorkflowResult = _result("The started workflow, or why none was started.", StartWorkflowSuccess)
AdvanceWorkflowResult = _result(
    "The workflow one step further, or why it stays where it is.",
    AdvanceWorkflowSuccess,
    *_CHANGE,
    *_OWNER,
    errors.AcknowledgeFirstError,
    errors.ResultRequiredError,
    errors.WrongPhaseError,
    errors.OutcomeNotPossibleError,
    errors.ApprovalRequiredError,
    errors.OwnWorkError,
    errors.NoChangeError,
    errors.OpenFindingsError,
    errors.FindingNotOpenError,
)
RequestRetryResult = _result(
    "The workflow back in an earlier phase, or why it stays where it is.",
    RequestRetrySuccess,
    *_CHANGE,
    *_OWNER,
    errors.PhaseNotEarlierError,
    errors.EffectChangedError,
)
RollbackWorkflowResult = _result(
    "The workflow back in an earlier phase, or why it stays where it is.",
    RollbackWorkflowSuccess,
    *_CHANGE,
    errors.NotPermittedError,
    errors.NotActiveError,
    errors.ReasonRequiredError,
    errors.PhaseNotEarlierError,
    errors.EffectChangedError,
)
PauseWorkflowResult = _result("The paused workflow, or why it goes on.", PauseWorkflowSuccess, *_CHANGE, *_STANDING)
ResumeWorkflowResult = _result(
    "The resumed workflow, or why not.", ResumeWorkflowSuccess, *_CHANGE, errors.NotPermittedError, *_STANDING
)
CancelWorkflowResult = _result(
    "The cancelled workflow, or why not.", CancelWorkflowSuccess, *_HELD, errors.NotPermittedError, *_STANDING
)
AddNoteResult = _result("The workflow with its note, or why not.", AddNoteSuccess, *_CHANGE)
ForkWorkflowResult = _result(
    "The started fork, or why none was started.", ForkWorkflowSuccess, *_FOUND, errors.PhaseNotReachedError
)
ClaimWorkResult = _result(
    "The claimed work, or why it was not given.",
    ClaimWorkSuccess,
    *_CHANGE,
    errors.NotOwnerError,
    errors.NotActiveError,
    errors.AlreadyClaimedError,
    errors.ApprovalRequiredError,
    errors.OwnWorkError,
    errors.NothingWaitingError,
)
HeartbeatResult = _union(
    "Whether to go on, or why the heartbeat was not heard.",
    HeartbeatSuccess,
    *_FOUND,
    errors.NotOwnerError,
    errors.InvalidInputError,
    errors.UnavailableError,
)
ReleaseClaimResult = _result(
    "The workflow without the claim, or why not.",
    ReleaseClaimSuccess,
    *_HELD,
    errors.NotOwnerError,
    errors.ClaimLostError,
)
RevokeClaimResult = _result(
    "The workflow without the claim, or why not.", RevokeClaimSuccess, *_HELD, *_RESERVED, errors.NotClaimedError
)
ApproveHandoffResult = _result(
    "The approved handoff, or why not.",
    ApproveHandoffSuccess,
    *_CHANGE,
    *_GATE,
    errors.OwnWorkError,
    errors.OpenFindingsError,
    errors.FindingNotOpenError,
)
RejectHandoffResult = _result(
    "The workflow back in the phase that handed it over, or why it stays where it is.",
    RejectHandoffSuccess,
    *_CHANGE,
    *_GATE,
    errors.ReasonRequiredError,
)
