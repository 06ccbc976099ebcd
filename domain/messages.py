"""The sentence that tells a person what an event did."""

from domain.commands import Actor
from domain.machine import owner_of
from domain.vocabulary import EventKind, Phase, Role, State
from domain.workflow import Workflow, responsible

_SENT_BACK = {
    EventKind.PHASE_FAILED: "failed {0} and sends the work back to {1}",
    EventKind.RETRY_REQUESTED: "sends the work back from {0} to {1}",
    EventKind.ROLLED_BACK: "rolled the workflow back from {0} to {1}",
    EventKind.REJECTED: "rejected the handoff in {0} and sends the work back to {1}",
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
    approver = responsible(to_state, gated=to_state in workflow.gates)
    if approver is not None and approver is not receiver:
        return f"{finished} and hands over to the {receiver.label}, once the {approver.label} has approved it."
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


_ENDED = {
    EventKind.CLAIM_RELEASED: "gave {1} back",
    EventKind.CLAIM_EXPIRED: "was not heard of in time, and lost its claim of {1}",
    EventKind.CLAIM_REVOKED: "had its claim of {1} taken away by an operator",
}


def claimed(workflow: Workflow, worker: str, seconds: int) -> str:
    """A worker took the work."""
    unit = "second" if seconds == 1 else "seconds"
    return f"{_owner(workflow)} {worker!r} claimed {workflow.phase} for {seconds} {unit}."


def claim_ended(workflow: Workflow, kind: EventKind, worker: str, reason: str | None) -> str:
    """A worker has the work no longer."""
    because = f": {reason}" if reason else "."
    return f"{_owner(workflow)} {worker!r} {_ENDED[kind].format(worker, workflow.state)}{because}"


def given_up(workflow: Workflow, workers: tuple[str, ...]) -> str:
    """One attempt has cost too many claims."""
    names = ", ".join(dict.fromkeys(workers))
    return (
        f"{len(workers)} claims of {workflow.state} ran out in this attempt ({names}). An operator must see why, and "
        "let it move again with resumeWorkflow."
    )


def approved(workflow: Workflow, actor: Actor, notes: str | None) -> str:
    """A gated handoff can be acknowledged."""
    return f"{_who(actor)} approved the handoff in {workflow.state}{': ' + notes if notes else '.'}"


def forked(title: str, phase: Phase, source: str, version: int) -> str:
    """A build was started from where another one stood."""
    return f"The build {title!r} was started in {phase}, as a fork of the workflow {source} at version {version}."


def copied(phase: Phase, sequence: int) -> str:
    """A fork has the output of its source."""
    return f"The output of {phase} was copied from event {sequence} of the source."


def changed(verb: str, workflow: Workflow, actor: Actor, reason: str | None) -> str:
    """Something was said or decided where the workflow stands."""
    because = f": {reason}" if reason else "."
    return f"{_who(actor)} {verb} the workflow in {workflow.state}{because}"
