"""What a command makes happen, or why it does not."""

from typing import assert_never

from domain.back import decide_retry, decide_rollback
from domain.claims import (
    claim_lost,
    claim_required,
    decide_claim,
    decide_expiry,
    decide_release,
    decide_revoke,
)
from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Command,
    ExpireClaim,
    ForkWorkflow,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.drafts import Draft, build
from domain.effect import check_preview
from domain.events import Event
from domain.forward import decide_advance
from domain.gates import decide_approve, decide_reject
from domain.limits import MAX_EVENTS
from domain.permissions import forbidden, is_full
from domain.refusals import LimitReached, NotClaimed, Refusal, StaleVersion, WorkflowNotFound
from domain.rights import OPERATOR
from domain.standing import decide_cancel, decide_note, decide_pause, decide_resume
from domain.start import decide_fork, decide_start
from domain.validation import check
from domain.vocabulary import Action
from domain.workflow import Workflow

ACTIONS: dict[type[Change], Action] = {
    Advance: Action.ADVANCE,
    RequestRetry: Action.REQUEST_RETRY,
    Rollback: Action.ROLLBACK,
    Pause: Action.PAUSE,
    Resume: Action.RESUME,
    Cancel: Action.CANCEL,
    AddNote: Action.ADD_NOTE,
    ClaimWork: Action.CLAIM,
    ReleaseClaim: Action.RELEASE_CLAIM,
    RevokeClaim: Action.REVOKE_CLAIM,
    Approve: Action.APPROVE,
    Reject: Action.REJECT,
}

CLOCK = Actor("HANDOFF")
"""Under this name the server itself records what time has brought about."""


def decide(workflow: Workflow | None, command: Command) -> tuple[Event, ...] | Refusal:
    """The events by which `command` changes `workflow`, or the reason why it may not.

    `workflow` is None when there is none with the command's id, as it must be for a start.
    """
    if invalid := check(command):
        return invalid
    if isinstance(command, ForkWorkflow):
        return decide_fork(command)
    if isinstance(command, StartWorkflow):
        return decide_start(command)
    if workflow is None:
        return WorkflowNotFound(command.workflow_id)
    if refusal := _refuse(workflow, command):
        return refusal
    drafts = _dispatch(workflow, command)
    if not isinstance(drafts, tuple):
        return drafts
    events = build(workflow, _actor(workflow, command), drafts)
    return check_preview(workflow, command, events) or events


def expire(workflow: Workflow, command: ExpireClaim) -> tuple[Event, ...] | NotClaimed:
    """The events by which a claim that has run out ends; a refusal if it has ended already."""
    drafts = decide_expiry(workflow, command)
    return build(workflow, CLOCK, drafts) if isinstance(drafts, tuple) else drafts


def _refuse(workflow: Workflow, command: Change) -> Refusal | None:
    """The reasons that hold for every command to a workflow that exists."""
    if lost := claim_lost(workflow, command):
        return lost
    if command.expected_version is not None and command.expected_version != workflow.version:
        return StaleVersion(command.expected_version, workflow.version)
    action = ACTIONS[type(command)]
    if is_full(workflow, action):
        return LimitReached(MAX_EVENTS)
    return forbidden(workflow, action, command.actor) or claim_required(workflow, action, command)


def _actor(workflow: Workflow, command: Change) -> Actor:
    """Who is recorded: whoever releases a claim has shown its token, and so acts as the owner."""
    actor, owner = command.actor, workflow.owner
    if isinstance(command, ReleaseClaim) and owner is not None:
        return Actor(str(owner) if actor.name == OPERATOR else actor.name, owner)
    return actor


def _dispatch(workflow: Workflow, command: Change) -> tuple[Draft, ...] | Refusal:
    match command:
        case Advance():
            return decide_advance(workflow, command)
        case RequestRetry():
            return decide_retry(workflow, command)
        case Rollback():
            return decide_rollback(workflow, command)
        case ClaimWork():
            return decide_claim(workflow, command)
        case Approve():
            return decide_approve(workflow, command)
        case Reject():
            return decide_reject(workflow, command)
        case _:
            return _dispatch_standing(workflow, command)


def _dispatch_standing(
    workflow: Workflow, command: Pause | Resume | Cancel | AddNote | ReleaseClaim | RevokeClaim
) -> tuple[Draft, ...]:
    match command:
        case Pause():
            return decide_pause(workflow, command)
        case Resume():
            return decide_resume(workflow, command)
        case Cancel():
            return decide_cancel(workflow, command)
        case AddNote():
            return decide_note(workflow, command)
        case ReleaseClaim():
            return decide_release(workflow, command)
        case RevokeClaim():
            return decide_revoke(workflow, command)
        case _:
            assert_never(command)
