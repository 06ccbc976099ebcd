"""The rules of the machine, written out by hand: what the code is held against, so nothing here reads its tables."""

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.vocabulary import EventKind, Status

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

ALWAYS: set[type[Change]] = {AddNote}
UNTIL_IT_ENDS: set[type[Change]] = {Rollback, Cancel, ReleaseClaim, RevokeClaim}
POSSIBLE: dict[Status, set[type[Change]]] = {
    Status.ACTIVE: ALWAYS | UNTIL_IT_ENDS | {Advance, RequestRetry, ClaimWork, Approve, Reject, Pause},
    Status.PAUSED: ALWAYS | UNTIL_IT_ENDS | {Resume},
    Status.ESCALATED: ALWAYS | UNTIL_IT_ENDS | {Resume},
    Status.CANCELLED: ALWAYS,
    Status.COMPLETED: ALWAYS | {Rollback},
}
"""What a workflow of each status may be asked for."""

CHANGES_NOTHING = {(Status.ACTIVE, Resume), (Status.PAUSED, Pause), (Status.CANCELLED, Cancel)}

OWNERS: set[type[Change]] = {Advance, RequestRetry, ClaimWork}
"""What only the owner may do. A release is proved by its token: the role may be left out, but is not another one."""

PERMITTED: dict[type[Change], set[str | None]] = {
    Rollback: {"Q_ASSISTANT", None},
    Resume: {None},
    Cancel: {None},
    RevokeClaim: {None},
    Approve: {"Q_ASSISTANT", None},
    Reject: {"Q_ASSISTANT", None},
}
"""Who may ask for what is reserved; None is an operator. Pause and notes are everybody's."""

COSTS = {EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED, EventKind.REJECTED}
"""By these the phase that the work goes back to loses a round."""

HANDED_BACK = {EventKind.RESUMED, EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED}
"""These are handoffs although the same role has to act before and after: its work waits again."""

CLAIM_ENDED = {EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED, EventKind.CANCELLED}
"""By these a claim ends, besides by every change of state."""

EXPIRIES = 5
"""Claims of one attempt that run out until the workflow escalates."""


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


def acts(state: str, *, closed: bool) -> str | None:
    """Who has to act in `state`: the Q Assistant while its gate is closed, or else the owner."""
    return "Q_ASSISTANT" if closed else owner(state)


def falls_to_a_role_anew(kind: EventKind, *, moved: bool, claimed: bool, reviewed: bool) -> bool:
    """Whether an event is a handoff although the same role acts: work was a worker's, or a closed gate is passed.

    `reviewed` says that a gate is closed where the event came from, or where it leads to.
    """
    return kind in HANDED_BACK or (moved and (claimed or reviewed))
