"""What the events of one workflow add up to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.machine import PHASES, owner_of, phase_at
from domain.vocabulary import Phase, Role, State, Status, WorkflowId


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """How far one phase has come.

    `attempt` counts how often it was entered, `round` the rounds it has used (the first time is round 1; only a FAIL
    or a retry costs another). The rest are sequences: `output` of the event that holds its current output, `opened` of
    the one that began its present attempt, `sent_back` of the one because of which it has to be done again.
    """

    max_rounds: int
    attempt: int = 0
    round: int = 0
    output: int | None = None
    opened: int | None = None
    sent_back: int | None = None

    @property
    def exhausted(self) -> bool:
        """Whether the phase needs a round that it has not got."""
        return self.round > self.max_rounds

    def enter(self, sequence: int, *, cost: int) -> "PhaseRecord":
        """The record once the event `sequence` has opened the next attempt, at a price of `cost` rounds."""
        return replace(self, attempt=self.attempt + 1, round=max(1, self.round + cost), opened=sequence)


@dataclass(frozen=True, slots=True)
class Workflow:
    """One build on its way. `version` is the sequence of its last event, `entered` of the one that led to its state.

    `notes` are the sequences of the latest events whose notes the next assignment repeats.
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
    phases: Mapping[Phase, PhaseRecord]
    notes: tuple[int, ...] = ()

    @property
    def owner(self) -> Role | None:
        """The role that owns the present state."""
        return owner_of(self.state)

    @property
    def next_role(self) -> Role | None:
        """The role whose work is awaited; nobody's once the workflow is completed or cancelled."""
        return None if self.status is Status.CANCELLED else self.owner

    @property
    def phase(self) -> Phase | None:
        """The phase worked on, or about to be."""
        return phase_at(self.state)


def fresh_phases(max_rounds: int) -> Mapping[Phase, PhaseRecord]:
    """The records of phases that nobody has entered yet."""
    return MappingProxyType({phase: PhaseRecord(max_rounds) for phase in PHASES})
