"""What no workflow could take, whatever its state: texts and results out of bounds."""

from typing import assert_never

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Cancel,
    ClaimWork,
    Command,
    ForkWorkflow,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.limits import MAX_LEASE, MAX_NAME, MAX_ROUNDS
from domain.machine import HANDOFFS
from domain.refusals import InvalidInput, ReasonRequired
from domain.refusals.codes import either
from domain.results import check_result
from domain.review_input import check_answers, check_findings
from domain.texts import check_required, check_text, said
from domain.vocabulary import Outcome, State

Invalid = InvalidInput | ReasonRequired | None


def check(command: Command) -> Invalid:
    """The first value of `command` that is out of bounds, if any."""
    match command:
        case StartWorkflow():
            return _check_start(command)
        case Advance():
            return _check_advance(command)
        case RequestRetry() | Reject():
            return check_reason("reason", command.reason) or check_findings(command.findings)
        case Rollback():
            return check_reason("reason", command.reason)
        case Pause() | Cancel() | ReleaseClaim() | RevokeClaim():
            return check_text("reason", command.reason)
        case Resume():
            return check_text("reason", command.reason) or check_rounds("grantRounds", command.grant_rounds)
        case _:
            return _check_smaller(command)


def _check_smaller(command: AddNote | ClaimWork | Approve) -> Invalid:
    match command:
        case AddNote():
            return check_required("text", command.text)
        case ClaimWork():
            worker = check_required("worker", command.worker, MAX_NAME)
            return worker or check_lease(command.lease_seconds) or check_text("projectId", command.within)
        case Approve():
            return check_text("notes", command.notes) or check_answers(command.answers)
        case _:
            assert_never(command)


def _check_start(command: StartWorkflow) -> Invalid:
    return (
        check_required("projectId", command.project_id, MAX_NAME)
        or check_required("buildId", command.build_id, MAX_NAME)
        or check_required("title", command.title, MAX_NAME)
        or check_required("requirements", command.requirements)
        or check_rounds("maxRounds", command.max_rounds)
        or check_gates(command.gates)
        or (_check_fork(command) if isinstance(command, ForkWorkflow) else None)
    )


def _check_fork(command: ForkWorkflow) -> InvalidInput | None:
    if command.source_separates and not command.separate_duties:
        return InvalidInput("separateDuties", "true or nothing, because duties are separate in the source", "false")
    return check_text("reason", command.reason)


def _check_advance(command: Advance) -> Invalid:
    if command.findings and command.outcome is Outcome.PASS:
        return InvalidInput(
            "findings", "findings only with outcome FAIL, requestRetry or rejectHandoff", "outcome PASS"
        )
    return (
        check_result(command.result)
        or check_text("notes", command.notes)
        or check_text("nextRoleInstruction", command.instruction)
        or check_findings(command.findings)
        or check_answers(command.answers)
    )


def check_gates(gates: tuple[State, ...]) -> InvalidInput | None:
    """Gates are handoff states, each named once."""
    if set(gates) <= set(HANDOFFS) and len(set(gates)) == len(gates):
        return None
    received = ", ".join(gates) if len(gates) <= 2 * len(HANDOFFS) else f"{len(gates)} states"
    return InvalidInput("gates", f"handoff states, each once: {either(HANDOFFS)}", received)


def check_lease(seconds: int) -> InvalidInput | None:
    """A claim lasts from a second to the longest lease."""
    if 1 <= seconds <= MAX_LEASE:
        return None
    return InvalidInput("leaseSeconds", f"a number from 1 to {MAX_LEASE}", str(seconds))


def check_reason(field: str, reason: str) -> InvalidInput | ReasonRequired | None:
    """A reason, where one is required, is a text."""
    if said(reason) is None:
        return ReasonRequired(field)
    return check_text(field, reason)


def check_rounds(field: str, rounds: int | None) -> InvalidInput | None:
    """A number of rounds, when given, is from 1 to the most that may be granted at once."""
    if rounds is None or 1 <= rounds <= MAX_ROUNDS:
        return None
    return InvalidInput(field, f"a number from 1 to {MAX_ROUNDS}", str(rounds))
