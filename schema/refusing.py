"""Turning the domain's refusals into the types of the API; the type checker proves that each is handled."""

from collections.abc import Iterable
from typing import Any, assert_never

import strawberry

from db.log.answers import Refused
from domain import refusals as domain
from schema import errors
from schema.types.workflow import to_workflow

RETRY_AFTER_SECONDS = 3


def to_error(refused: Refused) -> errors.WorkflowError:
    """The GraphQL type of a refusal, with its facts."""
    refusal = refused.refusal
    said: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    match refusal:
        case domain.InvalidInput():
            return errors.InvalidInputError(
                **said, field=refusal.field, expected=refusal.expected, received=refusal.received
            )
        case domain.ReasonRequired():
            return errors.ReasonRequiredError(**said, field=refusal.field)
        case domain.WorkflowNotFound() | domain.WorkflowArchived():
            is_archived = isinstance(refusal, domain.WorkflowArchived)
            of_none = errors.WorkflowArchivedError if is_archived else errors.WorkflowNotFoundError
            return of_none(**said, workflow_id=strawberry.ID(refusal.workflow_id))
        case domain.IdempotencyConflict():
            return errors.IdempotencyConflictError(**said, idempotency_key=refusal.key)
        case domain.NothingWaiting():
            project = None if refusal.project_id is None else strawberry.ID(refusal.project_id)
            return errors.NothingWaitingError(**said, to_role=refusal.role, project_id=project)
        case domain.Unavailable():
            return errors.UnavailableError(**said, retry_after_seconds=RETRY_AFTER_SECONDS)
        case domain.OutcomeUnknown():
            return errors.OutcomeUnknownError(**said, idempotency_key=refusal.key)
        case _:
            if refused.workflow is None:
                raise LookupError(f"{refusal.code} must come with the workflow that it was held against")
            return _to_state_error(refusal, {**said, "workflow": to_workflow(refused.workflow)})


ClaimRefusal = domain.AlreadyClaimed | domain.ClaimRequired | domain.ClaimLost | domain.NotClaimed
ReviewRefusal = (
    domain.ApprovalRequired
    | domain.OwnWork
    | domain.NothingToApprove
    | domain.NoChange
    | domain.OpenFindings
    | domain.FindingNotOpen
    | domain.EffectChanged
    | domain.PhaseNotReached
)
MoveRefusal = (
    domain.AcknowledgeFirst
    | domain.ResultRequired
    | domain.WrongPhase
    | domain.OutcomeNotPossible
    | domain.PhaseNotEarlier
)
StandingRefusal = (
    domain.NotOwner
    | domain.NotPermitted
    | domain.NotActive
    | domain.NothingToChange
    | domain.StaleVersion
    | domain.LimitReached
)
StateRefusal = ClaimRefusal | ReviewRefusal | MoveRefusal | StandingRefusal


def _to_state_error(refusal: StateRefusal, said: dict[str, Any]) -> errors.WorkflowStateError:
    if isinstance(refusal, ClaimRefusal):
        return _to_claim_error(refusal, said)
    if isinstance(refusal, ReviewRefusal):
        return _to_review_error(refusal, said)
    return _to_move_error(refusal, said) if isinstance(refusal, MoveRefusal) else _to_standing_error(refusal, said)


def _to_standing_error(refusal: StandingRefusal, said: dict[str, Any]) -> errors.WorkflowStateError:
    match refusal:
        case domain.NotOwner():
            return errors.NotOwnerError(**said, owner=refusal.owner, role=refusal.role, state=refusal.state)
        case domain.NotPermitted():
            return errors.NotPermittedError(
                **said, action=refusal.action, role=refusal.role, permitted=list(refusal.permitted)
            )
        case domain.NotActive():
            return errors.NotActiveError(**said, action=refusal.action, status=refusal.status)
        case domain.NothingToChange():
            return errors.NothingToChangeError(**said, action=refusal.action, status=refusal.status)
        case domain.StaleVersion():
            return errors.StaleVersionError(**said, expected_version=refusal.expected, current_version=refusal.current)
        case domain.LimitReached():
            return errors.LimitReachedError(**said, limit=refusal.limit)
        case _:
            assert_never(refusal)


def _to_move_error(refusal: MoveRefusal, said: dict[str, Any]) -> errors.WorkflowStateError:
    match refusal:
        case domain.AcknowledgeFirst():
            return errors.AcknowledgeFirstError(**said, state=refusal.state, field=refusal.field)
        case domain.ResultRequired():
            return errors.ResultRequiredError(**said, phase=refusal.phase)
        case domain.WrongPhase():
            return errors.WrongPhaseError(**said, named=refusal.named, current=refusal.current, state=refusal.state)
        case domain.OutcomeNotPossible():
            return errors.OutcomeNotPossibleError(
                **said, state=refusal.state, outcome=refusal.outcome, possible=list(refusal.possible)
            )
        case domain.PhaseNotEarlier():
            return errors.PhaseNotEarlierError(
                **said, state=refusal.state, target=refusal.phase, earlier=list(refusal.earlier)
            )
        case _:
            assert_never(refusal)


def _to_claim_error(refusal: ClaimRefusal, said: dict[str, Any]) -> errors.WorkflowStateError:
    match refusal:
        case domain.AlreadyClaimed():
            return errors.AlreadyClaimedError(**said, worker=refusal.worker)
        case domain.ClaimRequired():
            return errors.ClaimRequiredError(**said, action=refusal.action, worker=refusal.worker)
        case domain.ClaimLost():
            return errors.ClaimLostError(**said, holder=refusal.holder, claim=refusal.claim)
        case domain.NotClaimed():
            return errors.NotClaimedError(**said, action=refusal.action)
        case _:
            assert_never(refusal)


def _to_review_error(refusal: ReviewRefusal, said: dict[str, Any]) -> errors.WorkflowStateError:
    match refusal:
        case domain.ApprovalRequired():
            return errors.ApprovalRequiredError(**said, state=refusal.state, approver=refusal.approver)
        case domain.NothingToApprove():
            return errors.NothingToApproveError(**said, action=refusal.action, state=refusal.state)
        case domain.OwnWork():
            return errors.OwnWorkError(
                **said, submitted_by=refusal.submitted_by, phase=refusal.phase, attempt=refusal.attempt
            )
        case domain.NoChange():
            return errors.NoChangeError(**said, phase=refusal.phase, attempt=refusal.attempt)
        case domain.OpenFindings():
            return errors.OpenFindingsError(**said, state=refusal.place, findings=_ids(refusal.findings))
        case domain.FindingNotOpen():
            return errors.FindingNotOpenError(
                **said,
                finding=strawberry.ID(refusal.id),
                open=_ids(refusal.open),
                possible_statuses=list(refusal.possible),
            )
        case domain.EffectChanged():
            return errors.EffectChangedError(**said, expected=refusal.expected, current=refusal.current)
        case domain.PhaseNotReached():
            return errors.PhaseNotReachedError(**said, phase=refusal.phase, possible=list(refusal.possible))
        case _:
            assert_never(refusal)


def _ids(names: Iterable[str]) -> list[strawberry.ID]:
    return [strawberry.ID(name) for name in names]
