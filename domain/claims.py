"""Claims: a worker takes the work of a state for a limited time, and gives it back or loses it."""

from dataclasses import replace

from domain.commands import Advance, Change, ClaimWork, ExpireClaim, ReleaseClaim, RequestRetry, RevokeClaim
from domain.drafts import Draft, draft
from domain.forward import acknowledge
from domain.limits import MAX_EXPIRIES
from domain.machine import phase_in
from domain.messages import claim_ended, claimed, given_up
from domain.refusals import ClaimLost, ClaimRequired, NotClaimed
from domain.texts import said
from domain.vocabulary import Action, EventKind, JsonObject, Signal, Status
from domain.workflow import Claim, Workflow, expired_after


def holds(workflow: Workflow, claim: int) -> bool:
    """Whether the claim with this number is the one that is live."""
    return workflow.claim is not None and workflow.claim.number == claim


def claim_lost(workflow: Workflow, command: Change) -> ClaimLost | None:
    """A token that came must be that of the live claim."""
    if not isinstance(command, Advance | RequestRetry | ReleaseClaim) or command.claim is None:
        return None
    if holds(workflow, command.claim):
        return None
    holder = None if workflow.claim is None else workflow.claim.worker
    return ClaimLost(command.claim, workflow.version, workflow.state, workflow.status, holder)


def claim_required(workflow: Workflow, action: Action, command: Change) -> ClaimRequired | None:
    """While a claim is live, who works needs its token."""
    if not isinstance(command, Advance | RequestRetry | ReleaseClaim) or command.claim is not None:
        return None
    return None if workflow.claim is None else ClaimRequired(action, workflow.state, workflow.claim.worker)


def decide_claim(workflow: Workflow, command: ClaimWork) -> tuple[Draft, ...]:
    """Rule 9: a handoff state is acknowledged, and the work is the worker's until its lease runs out."""
    first = acknowledge(workflow) if phase_in(workflow.state) is None else None
    made = draft(
        workflow,
        EventKind.CLAIMED,
        claimed(workflow, command.worker, command.lease_seconds),
        to_state=None if first is None else first.to_state,
        data={"worker": command.worker, "leaseSeconds": command.lease_seconds},
    )
    return (made,) if first is None else (first, replace(made, attempt=first.attempt))


def decide_release(workflow: Workflow, command: ReleaseClaim) -> tuple[Draft, ...]:
    """The worker gives the work back."""
    return _end(workflow, EventKind.CLAIM_RELEASED, said(command.reason))


def decide_revoke(workflow: Workflow, command: RevokeClaim) -> tuple[Draft, ...]:
    """An operator takes the work away."""
    return _end(workflow, EventKind.CLAIM_REVOKED, said(command.reason))


def _end(workflow: Workflow, kind: EventKind, reason: str | None) -> tuple[Draft, ...]:
    claim = _claim_of(workflow)
    data = _about(claim, len(workflow.expired))
    return (draft(workflow, kind, claim_ended(workflow, kind, claim.worker, reason), notes=reason, data=data),)


def decide_expiry(workflow: Workflow, command: ExpireClaim) -> tuple[Draft, ...] | NotClaimed:
    """A claim has run out: the work waits again, and escalates when that has happened too often in this attempt."""
    if not holds(workflow, command.claim):
        return NotClaimed(Action.RELEASE_CLAIM, workflow.state)
    claim = _claim_of(workflow)
    expired = expired_after(workflow, claim.worker)
    data = _about(claim, len(expired))
    message = claim_ended(workflow, EventKind.CLAIM_EXPIRED, claim.worker, None)
    first = draft(workflow, EventKind.CLAIM_EXPIRED, message, data=data)
    if len(expired) < MAX_EXPIRIES:
        return (first,)
    return (first, draft(workflow, EventKind.ESCALATED, given_up(workflow, expired), data={"expired": [*expired]}))


def _about(claim: Claim, expiries: int) -> JsonObject:
    return {"claim": claim.number, "worker": claim.worker, "expiries": expiries}


def _claim_of(workflow: Workflow) -> Claim:
    if workflow.claim is None:
        raise LookupError("only a claim that is there can end")
    return workflow.claim


def signal(workflow: Workflow, claim: int) -> Signal:
    """Whether the worker who claimed with this number is to go on."""
    if workflow.status is Status.CANCELLED:
        return Signal.CANCELLED
    if not holds(workflow, claim):
        return Signal.SUPERSEDED
    return Signal.PAUSED if workflow.status is Status.PAUSED else Signal.CONTINUE
