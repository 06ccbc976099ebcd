"""The workflow can't go where the command wants it to."""

from dataclasses import dataclass

from domain.machine import phases_before
from domain.refusals.codes import ErrorCode, either
from domain.vocabulary import Outcome, Phase, Role, State


@dataclass(frozen=True, slots=True)
class AcknowledgeFirst:
    """A handoff state was given what only a phase can take; `field` is what came with it."""

    state: State
    owner: Role | None
    field: str
    code = ErrorCode.ACKNOWLEDGE_FIRST

    @property
    def message(self) -> str:
        return (
            f"Acknowledge first: the workflow is in {self.state}, where {self.owner} accepts the work with an advance "
            f"that carries no `{self.field}`. "
            f"Send advanceWorkflow without `{self.field}`, do the work, then finish the phase with `{self.field}`."
        )


@dataclass(frozen=True, slots=True)
class WrongPhase:
    """The caller named a phase that is not the one being worked on."""

    named: Phase
    current: Phase
    state: State
    code = ErrorCode.WRONG_PHASE

    @property
    def message(self) -> str:
        return (
            f"You meant to finish {self.named}, but the workflow is in {self.state}. Read it again and finish "
            "the phase it is in, if it is yours."
        )


@dataclass(frozen=True, slots=True)
class OutcomeNotPossible:
    """The state has no such outcome."""

    state: State
    outcome: Outcome
    possible: tuple[Outcome, ...]
    code = ErrorCode.OUTCOME_NOT_POSSIBLE

    @property
    def message(self) -> str:
        refused = f"{self.state} can't end with {self.outcome}, only with {either(self.possible)}."
        if phases_before(self.state):
            return f"{refused} To send the work back use requestRetry with a reason."
        return f"{refused} It is the first phase; what is missing can be said in its result, or with addNote."


@dataclass(frozen=True, slots=True)
class PhaseNotEarlier:
    """Work goes back only to a phase before the present state. `phase` is empty when none was named and none is."""

    state: State
    phase: Phase | None
    earlier: tuple[Phase, ...]
    code = ErrorCode.PHASE_NOT_EARLIER

    @property
    def message(self) -> str:
        if not self.earlier:
            return f"{self.state} is the first phase: nothing lies before it that the work could go back to."
        return f"{self.phase} is not earlier than {self.state}. The work can go back to {either(self.earlier)}."
