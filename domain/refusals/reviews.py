"""Approvals, findings and earlier attempts stand in the way."""

from dataclasses import dataclass

from domain.refusals.codes import ErrorCode, either
from domain.vocabulary import Action, FindingStatus, Phase, Role, State


@dataclass(frozen=True, slots=True)
class ApprovalRequired:
    """The handoff is gated, and nobody has approved it yet."""

    state: State
    approver: Role
    code = ErrorCode.APPROVAL_REQUIRED

    @property
    def message(self) -> str:
        return (
            f"{self.state} is gated: it can be acknowledged once {self.approver} or an operator has approved it with "
            "approveHandoff. `handoffs` tells of the approval; wait for it."
        )


@dataclass(frozen=True, slots=True)
class NothingToApprove:
    """No approval is awaited where the workflow stands."""

    action: Action
    state: State
    gated: bool
    code = ErrorCode.NOTHING_TO_APPROVE

    @property
    def message(self) -> str:
        why = f"{self.state} is approved already" if self.gated else f"no approval is awaited in {self.state}"
        return f"{self.action} is not possible: {why}. To send work back, use requestRetry or rollbackWorkflow."


_WITH_OWN_WORK = {
    Action.ADVANCE: ("pass", "You may still FAIL it, or send it back with requestRetry."),
    Action.CLAIM: ("take", "Claim other work, without a workflowId: that passes over your own."),
    Action.APPROVE: ("approve", "You may still reject it with rejectHandoff."),
}


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Duties are separate, and whoever asks submitted the work that is to be judged. `judge` is who judges it."""

    action: Action
    state: State
    judge: Role
    phase: Phase
    attempt: int
    submitted_by: str
    code = ErrorCode.OWN_WORK

    @property
    def message(self) -> str:
        must, can = _WITH_OWN_WORK[self.action]
        return (
            f"Attempt {self.attempt} at {self.phase} was submitted by {self.submitted_by!r}, and nobody approves their "
            f"own work: another subject who may act as {self.judge} has to {must} it in {self.state}. {can}"
        )


@dataclass(frozen=True, slots=True)
class NoChange:
    """The result is the one that was just sent back."""

    phase: Phase
    attempt: int
    code = ErrorCode.NO_CHANGE

    @property
    def message(self) -> str:
        return (
            f"There is no change since attempt {self.attempt}: this result of {self.phase} is the one that was sent "
            "back. Read `context.sentBack` of the assignment, put that right and hand in what came of it; if nothing "
            "can be changed, say why in the result, or answer the findings with DISPUTED."
        )


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """The work can't pass a phase or a gate: blocking findings that were raised there are open."""

    place: State
    findings: tuple[str, ...]
    code = ErrorCode.OPEN_FINDINGS

    @property
    def message(self) -> str:
        return (
            f"The work can't pass {self.place} while blocking findings that were raised there are open: "
            f"{', '.join(self.findings)}. "
            "Answer each in `answers`, with RESOLVED if you have seen that it is put right or WITHDRAWN if it does "
            "not hold, or send the work back."
        )


@dataclass(frozen=True, slots=True)
class FindingNotOpen:
    """An answer names a finding that can't be answered so at this place. `open` are those that can be."""

    id: str
    status: FindingStatus
    place: State
    open: tuple[str, ...]
    possible: tuple[FindingStatus, ...]
    code = ErrorCode.FINDING_NOT_OPEN

    @property
    def message(self) -> str:
        if self.possible:
            return (
                f"In {self.place} the finding {self.id!r} is answered with {either(self.possible)}, not {self.status}."
            )
        known = ", ".join(self.open) or "none"
        return (
            f"{self.id!r} is no open finding that was raised or has to be answered in {self.place}. These are: {known}."
        )


@dataclass(frozen=True, slots=True)
class EffectChanged:
    """The command would do something else than what its preview showed."""

    expected: str
    current: str
    code = ErrorCode.EFFECT_CHANGED

    @property
    def message(self) -> str:
        return (
            "The workflow has changed since the preview: it showed "
            f"{self.expected}; now it would be {self.current}. Ask for a new preview, and send its token if you "
            "still want it."
        )


@dataclass(frozen=True, slots=True)
class PhaseNotReached:
    """A fork can begin only with a phase before which all work is done."""

    phase: Phase
    possible: tuple[Phase, ...]
    code = ErrorCode.PHASE_NOT_REACHED

    @property
    def message(self) -> str:
        return (
            f"A fork can't begin with {self.phase}: a phase before it has no output that counts. "
            f"It can begin with {either(self.possible)}."
        )
