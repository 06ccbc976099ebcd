"""What a command makes happen, or why it does not."""

from typing import assert_never

from domain.back import decide_retry, decide_rollback
from domain.commands import (
    AddNote,
    Advance,
    Cancel,
    Change,
    Command,
    Pause,
    RequestRetry,
    Resume,
    Rollback,
    StartWorkflow,
)
from domain.drafts import Draft, build
from domain.events import Event
from domain.forward import decide_advance
from domain.limits import MAX_EVENTS
from domain.permissions import forbidden, is_full
from domain.refusals import LimitReached, Refusal, StaleVersion, WorkflowNotFound
from domain.standing import decide_cancel, decide_note, decide_pause, decide_resume
from domain.start import decide_start
from domain.validation import check
from domain.vocabulary import Action
from domain.workflow import Workflow

ACTIONS = {
    Advance: Action.ADVANCE,
    RequestRetry: Action.REQUEST_RETRY,
    Rollback: Action.ROLLBACK,
    Pause: Action.PAUSE,
    Resume: Action.RESUME,
    Cancel: Action.CANCEL,
    AddNote: Action.ADD_NOTE,
}


def decide(workflow: Workflow | None, command: Command) -> tuple[Event, ...] | Refusal:
    """The events by which `command` changes `workflow`, or the reason why it may not.

    `workflow` is None when there is none with the command's id, as it must be for a start.
    """
    if invalid := check(command):
        return invalid
    if isinstance(command, StartWorkflow):
        return decide_start(command)
    if workflow is None:
        return WorkflowNotFound(command.workflow_id)
    if refusal := _refuse(workflow, command):
        return refusal
    drafts = _dispatch(workflow, command)
    return build(workflow, command.actor, drafts) if isinstance(drafts, tuple) else drafts


def _refuse(workflow: Workflow, command: Change) -> Refusal | None:
    """The reasons that hold for every command to a workflow that exists."""
    if command.expected_version is not None and command.expected_version != workflow.version:
        return StaleVersion(command.expected_version, workflow.version)
    action = ACTIONS[type(command)]
    if is_full(workflow, action):
        return LimitReached(MAX_EVENTS)
    return forbidden(workflow, action, command.actor)


def _dispatch(workflow: Workflow, command: Change) -> tuple[Draft, ...] | Refusal:
    match command:
        case Advance():
            return decide_advance(workflow, command)
        case RequestRetry():
            return decide_retry(workflow, command)
        case Rollback():
            return decide_rollback(workflow, command)
        case Pause():
            return decide_pause(workflow, command)
        case Resume():
            return decide_resume(workflow, command)
        case Cancel():
            return decide_cancel(workflow, command)
        case AddNote():
            return decide_note(workflow, command)
        case _:
            assert_never(command)
