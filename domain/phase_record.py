"""How far one phase has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.limits import MAX_TRIES_KEPT, MAX_TRY
from domain.machine import PHASES
from domain.vocabulary import Phase


@dataclass(frozen=True, slots=True)
class Rejection:
    """The output that was sent back last: of which attempt, and its digest."""

    attempt: int
    digest: str


@dataclass(frozen=True, slots=True)
class Try:
    """A round that a phase has lost: which attempt it was, and why it was sent back, shortened."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """How far one phase has come.

    `attempt` counts how often it was entered, `round` the rounds it has used (the first time is round 1; only a FAIL,
    a retry or a rejected handoff costs another). `output`, `opened` and `sent_back` are sequences: of the event that
    holds its current output, of the one that began its present attempt, of the one because of which it has to be done
    again. `digest` is that of the current output, `rejected` the output that must not come again as it was, `tried`
    the latest rounds it has lost, `author` who submitted the current output if somebody else has to judge it.
    """

    max_rounds: int
    attempt: int = 0
    round: int = 0
    output: int | None = None
    opened: int | None = None
    sent_back: int | None = None
    digest: str | None = None
    rejected: Rejection | None = None
    tried: tuple[Try, ...] = ()
    author: str | None = None

    @property
    def exhausted(self) -> bool:
        """Whether the phase needs a round that it has not got."""
        return self.round > self.max_rounds

    def enter(self, sequence: int, *, cost: int) -> "PhaseRecord":
        """The record once the event `sequence` has opened the next attempt, at a price of `cost` rounds."""
        return replace(self, attempt=self.attempt + 1, round=max(1, self.round + cost), opened=sequence)

    def finish(self, sequence: int, digest: str | None, author: str | None) -> "PhaseRecord":
        """The record once the event `sequence` holds its output."""
        return replace(self, output=sequence, digest=digest, author=author, sent_back=None, rejected=None)

    def supersede(self, sequence: int) -> "PhaseRecord":
        """The record once the event `sequence` has made its output, if it had one, count no longer."""
        again = sequence if self.attempt else None
        return replace(self, output=None, digest=None, author=None, rejected=None, sent_back=again)

    def with_try(self, reason: str) -> tuple[Try, ...]:
        """The rounds it has lost once the present attempt is sent back for `reason`."""
        short = reason if len(reason) <= MAX_TRY else reason[: MAX_TRY - 3] + "..."
        return (*self.tried, Try(self.attempt, short))[-MAX_TRIES_KEPT:]

    @property
    def rejection(self) -> Rejection | None:
        """What must not come again as it is, if the present output is sent back."""
        return None if self.digest is None else Rejection(self.attempt, self.digest)


def fresh_phases(max_rounds: int) -> Mapping[Phase, PhaseRecord]:
    """The records of phases that nobody has entered yet."""
    return MappingProxyType({phase: PhaseRecord(max_rounds) for phase in PHASES})
