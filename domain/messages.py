"""The sentence that tells a person what an event did."""

from domain.commands import Actor
from domain.machine import owner_of
from domain.vocabulary import EventKind, Phase, Role, State
from domain.workflow import Workflow

_SENT_BACK = {
    EventKind.PHASE_FAILED: "failed {0} and sends the work back to {1}",
    EventKind.RETRY_REQUESTED: "sends the work back from {0} to {1}",
    EventKind.ROLLED_BACK: "rolled the workflow back from {0} to {1}",
}


def _owner(workflow: Workflow) -> str:
    return workflow.owner.label if workflow.owner is not None else "Nobody"


def _who(actor: Actor) -> str:
    return actor.name if actor.role is None else actor.role.label


def passed(workflow: Workflow, to_state: State) -> str:
    """A phase was finished and the next one, or the next role, is up."""
    finished = f"{_owner(workflow)} finished {workflow.state}"
    receiver: Role | None = owner_of(to_state)
    if receiver is None:
        return f"{finished} of {workflow.title!r}. Your build is live!"
    if receiver is workflow.owner:
        return f"{finished} and goes on with {to_state}."
    return f"{finished} and hands over to the {receiver.label}."


def acknowledged(workflow: Workflow, attempt: int) -> str:
    """A role took over what it was handed."""
    again = f" (attempt {attempt})" if attempt > 1 else ""
    return f"{_owner(workflow)} took over and begins {workflow.phase}{again}."


def sent_back(workflow: Workflow, kind: EventKind, target: Phase, actor: Actor, reason: str) -> str:
    """Work went back."""
    return f"{_who(actor)} {_SENT_BACK[kind].format(workflow.state, target)}: {reason}"


def escalated(phase: Phase, rounds: int) -> str:
    """A phase has used up its rounds."""
    count = "its round" if rounds == 1 else f"its {rounds} rounds"
    return f"{phase} has used up {count}. An operator must grant new ones with resumeWorkflow."


def changed(verb: str, workflow: Workflow, actor: Actor, reason: str | None) -> str:
    """Something was said or decided where the workflow stands."""
    because = f": {reason}" if reason else "."
    return f"{_who(actor)} {verb} the workflow in {workflow.state}{because}"
