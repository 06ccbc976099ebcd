"""The rules of the machine, written out by hand: what the code is held against, so nothing here reads its tables."""

from domain.commands import AddNote, Advance, Cancel, Change, Pause, RequestRetry, Resume, Rollback
from domain.vocabulary import Status

MACHINE: dict[str, tuple[str | None, str | None, str | None]] = {
    "DISCOVERY": ("Q_ASSISTANT", "PLANNING", None),
    "PLANNING": ("Q_ASSISTANT", "HANDOFF_TO_CODER", None),
    "HANDOFF_TO_CODER": ("CODE_WRITER", "IMPLEMENTATION", None),
    "IMPLEMENTATION": ("CODE_WRITER", "HANDOFF_TO_TESTER", None),
    "HANDOFF_TO_TESTER": ("TEST_AUDITOR", "TESTING", None),
    "TESTING": ("TEST_AUDITOR", "HANDOFF_TO_VERIFIER", "IMPLEMENTATION"),
    "HANDOFF_TO_VERIFIER": ("VERIFICATION_OVERSEER", "VERIFICATION", None),
    "VERIFICATION": ("VERIFICATION_OVERSEER", "HANDOFF_TO_RELEASER", "IMPLEMENTATION"),
    "HANDOFF_TO_RELEASER": ("RELEASE_MANAGER", "DEPLOYMENT", None),
    "DEPLOYMENT": ("RELEASE_MANAGER", "COMPLETE", None),
    "COMPLETE": (None, None, None),
}
"""By state: its owner, where PASS leads, where FAIL leads."""

PHASES = ("DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT")

POSSIBLE: dict[Status, set[type[Change]]] = {
    Status.ACTIVE: {Advance, RequestRetry, Rollback, Pause, Cancel, AddNote},
    Status.PAUSED: {Rollback, Resume, Cancel, AddNote},
    Status.ESCALATED: {Rollback, Resume, Cancel, AddNote},
    Status.CANCELLED: {AddNote},
    Status.COMPLETED: {Rollback, AddNote},
}
"""What a workflow of each status may be asked for."""

CHANGES_NOTHING = {(Status.ACTIVE, Resume), (Status.PAUSED, Pause), (Status.CANCELLED, Cancel)}

PERMITTED: dict[type[Change], set[str | None]] = {
    Rollback: {"Q_ASSISTANT", None},
    Resume: {None},
    Cancel: {None},
}
"""Who may ask for what is reserved; None is an operator. Pause and notes are everybody's, the rest is the owner's."""


def owner(state: str) -> str | None:
    """The role that owns `state`."""
    return MACHINE[state][0]


def earlier(state: str) -> tuple[str, ...]:
    """The phases before `state`."""
    order = list(MACHINE)
    return tuple(phase for phase in PHASES if order.index(phase) < order.index(state))


def ahead(state: str) -> str | None:
    """The phase worked on in `state`, or acknowledged into; none in COMPLETE."""
    return state if state in PHASES else MACHINE[state][1]
