"""Commands that leave the workflow in its state: pause, resume, cancel, note."""

from domain.commands import AddNote, Cancel, Pause, Resume
from domain.drafts import Draft, draft
from domain.messages import changed
from domain.texts import said
from domain.vocabulary import EventKind, JsonObject
from domain.workflow import Workflow


def decide_pause(workflow: Workflow, command: Pause) -> tuple[Draft, ...]:
    """Hold it where it stands."""
    message = changed("paused", workflow, command.actor, said(command.reason))
    return (draft(workflow, EventKind.PAUSED, message, notes=said(command.reason)),)


def decide_resume(workflow: Workflow, command: Resume) -> tuple[Draft, ...]:
    """Let it move again; every phase that has used up its rounds gets new ones."""
    message = changed("resumed", workflow, command.actor, said(command.reason))
    data: JsonObject = {"grantedRounds": _granted(workflow, command.grant_rounds)}
    return (draft(workflow, EventKind.RESUMED, message, notes=said(command.reason), data=data),)


def _granted(workflow: Workflow, rounds: int | None) -> JsonObject:
    """The rounds that each phase is given: the exhausted ones, or else the one that the workflow stands at."""
    exhausted = [phase for phase, record in workflow.phases.items() if record.exhausted]
    current = [] if workflow.phase is None or rounds is None else [workflow.phase]
    return {str(phase): rounds or workflow.max_rounds for phase in exhausted or current}


def decide_cancel(workflow: Workflow, command: Cancel) -> tuple[Draft, ...]:
    """End it for good."""
    message = changed("cancelled", workflow, command.actor, said(command.reason))
    return (draft(workflow, EventKind.CANCELLED, message, notes=said(command.reason)),)


def decide_note(workflow: Workflow, command: AddNote) -> tuple[Draft, ...]:
    """Record what somebody wants the next role and the watchers to know."""
    message = changed("left a note on", workflow, command.actor, command.text)
    return (draft(workflow, EventKind.NOTED, message, notes=command.text),)
