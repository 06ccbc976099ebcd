"""What the events of one workflow add up to."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.limits import MAX_EVENTS
from domain.machine import HANDOFFS, owner_of, phase_at
from domain.phase_record import PhaseRecord
from domain.vocabulary import EventKind, FindingStatus, Phase, Role, Severity, State, Status, WorkflowId

APPROVER = Role.Q_ASSISTANT
"""The role whose approval a gated handoff needs; an operator's does as well."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's hold on the present state. `number` is the sequence of its event, so that later ones are greater."""

    number: int
    worker: str
    lease_seconds: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the work of the phase `against`; `raised` and `answered` are sequences.

    It was raised in a phase by its owner, or at a gated handoff by whoever approves there.
    """

    id: str
    severity: Severity
    raised_in: State
    against: Phase
    status: FindingStatus
    raised: int
    answered: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still has to be dealt with; a dispute leaves that to whoever raised it."""
        return self.status in {FindingStatus.OPEN, FindingStatus.DISPUTED}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fork comes from: a workflow, the version that was copied, and the phase that the fork began with."""

    workflow_id: WorkflowId
    version: int
    phase: Phase


@dataclass(frozen=True, slots=True)
class Workflow:
    """One build on its way. `version` is the sequence of its last event, `entered` of the one that led to its state.

    `waiting` is the sequence of the event since which its work waits to be taken; `notes` are the sequences of the
    latest events whose notes the next assignment repeats. `gates` are the handoff states whose acknowledgement needs
    an approval, `approved` says that the present one has it. `expired` are the workers whose claims of the present
    attempt ran out, since it was escalated if it was. `separate_duties` says that nobody may approve their own work.
    """

    id: WorkflowId
    project_id: str
    build_id: str
    title: str
    max_rounds: int
    state: State
    status: Status
    version: int
    entered: int
    waiting: int
    phases: Mapping[Phase, PhaseRecord]
    notes: tuple[int, ...] = ()
    claim: Claim | None = None
    expired: tuple[str, ...] = ()
    gates: tuple[State, ...] = ()
    approved: bool = False
    findings: tuple[Finding, ...] = ()
    separate_duties: bool = False
    origin: Origin | None = None

    @property
    def owner(self) -> Role | None:
        """The role that owns the present state."""
        return owner_of(self.state)

    @property
    def awaits_approval(self) -> bool:
        """Whether the handoff can't be acknowledged before somebody has approved it."""
        return self.state in self.gates and not self.approved

    @property
    def responsible(self) -> Role | None:
        """Who has to act in the present state, whatever the status."""
        return responsible(self.state, gated=self.awaits_approval)

    @property
    def next_role(self) -> Role | None:
        """The role whose work is awaited; nobody's once the workflow is completed or cancelled."""
        return None if self.status is Status.CANCELLED else self.responsible

    @property
    def waits_for(self) -> Role | None:
        """The role in whose inbox the workflow is: none while it is claimed, does not move or is full."""
        waits = self.status is Status.ACTIVE and self.claim is None and self.version < MAX_EVENTS
        return self.next_role if waits else None

    @property
    def place(self) -> State:
        """Where work is handed in now: the phase worked on or about to be, or the gated handoff that is reviewed."""
        return self.state if self.awaits_approval or self.phase is None else State(self.phase)

    @property
    def phase(self) -> Phase | None:
        """The phase worked on, or about to be."""
        return phase_at(self.state)


def responsible(state: State, *, gated: bool) -> Role | None:
    """Who has to act in `state`: its owner, or whoever approves while its gate is closed."""
    return APPROVER if gated and state in HANDOFFS else owner_of(state)


def approved_after(kind: EventKind, *, approved: bool, moved: bool) -> bool:
    """Whether the handoff is approved once an event of `kind` has happened; leaving the state voids an approval."""
    return kind is EventKind.APPROVED or (approved and not moved)


def expired_after(workflow: Workflow, worker: str) -> tuple[str, ...]:
    """The workers whose claims of this attempt ran out, once that of `worker` has; while it is paused, none counts."""
    return (*workflow.expired, worker) if workflow.status is Status.ACTIVE else workflow.expired
