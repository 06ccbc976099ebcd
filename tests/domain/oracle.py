"""What the rules say about a command, told without asking the code that obeys them."""

from collections.abc import Iterator

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
from domain.refusals import ErrorCode
from domain.vocabulary import Outcome, State, Status
from domain.workflow import Workflow
from tests.domain.design import CHANGES_NOTHING, MACHINE, OWNERS, PERMITTED, PHASES, POSSIBLE, ahead, earlier, owner
from tests.domain.duties import is_own


def reasons(workflow: Workflow, command: Change) -> set[ErrorCode]:
    """Every reason why `command` is to be refused, in no order; none means that it is to be accepted."""
    found = {*_input(command), *_standing(workflow, command), *_claim(workflow, command), *_gate(workflow, command)}
    if is_own(workflow, command):
        found.add(ErrorCode.OWN_WORK)
    if command.expected_version not in {None, workflow.version}:
        found.add(ErrorCode.STALE_VERSION)
    match command:
        case Advance() if workflow.state in PHASES:
            found.update(_finish(workflow, command))
        case Advance() if workflow.state is not State.COMPLETE:
            found.update(_acknowledge(command))
        case RequestRetry() | Rollback() if target(workflow, command) not in earlier(workflow.state):
            found.add(ErrorCode.PHASE_NOT_EARLIER)
    return found


def target(workflow: Workflow, command: Change) -> str | None:
    """Where `command` leads, if it leads anywhere."""
    match command:
        case Advance():
            _, on_pass, on_fail = MACHINE[workflow.state]
            return on_fail if command.outcome is Outcome.FAIL else on_pass
        case Rollback():
            return command.phase
        case RequestRetry(to_phase=None):
            return (None, *earlier(workflow.state))[-1]
        case RequestRetry():
            return command.to_phase
        case Reject():
            return (None, *earlier(workflow.state))[-1]
        case ClaimWork():
            return ahead(workflow.state)
        case _:
            return workflow.state


def costs_a_round(command: Change) -> bool:
    """Whether `command`, when accepted, costs its target a round."""
    failed = isinstance(command, Advance) and command.outcome is Outcome.FAIL
    return failed or isinstance(command, RequestRetry | Reject)


def _input(command: Change) -> Iterator[ErrorCode]:
    if isinstance(command, RequestRetry | Rollback | Reject) and not command.reason.strip():
        yield ErrorCode.REASON_REQUIRED
    if isinstance(command, AddNote) and not command.text.strip():
        yield ErrorCode.INVALID_INPUT
    if isinstance(command, Resume) and command.grant_rounds == 0:
        yield ErrorCode.INVALID_INPUT
    if isinstance(command, Advance) and isinstance(command.result, list):
        yield ErrorCode.INVALID_INPUT
    if isinstance(command, ClaimWork) and (not command.worker.strip() or command.lease_seconds == 0):
        yield ErrorCode.INVALID_INPUT


def _standing(workflow: Workflow, command: Change) -> Iterator[ErrorCode]:
    kind, role = type(command), command.actor.role
    if kind not in POSSIBLE[workflow.status]:
        nothing = (workflow.status, kind) in CHANGES_NOTHING
        yield ErrorCode.NOTHING_TO_CHANGE if nothing else ErrorCode.NOT_ACTIVE
    others = kind in OWNERS or (kind is ReleaseClaim and role is not None)
    if others and role != owner(workflow.state):
        yield ErrorCode.NOT_OWNER
    if kind in PERMITTED and role not in PERMITTED[kind]:
        yield ErrorCode.NOT_PERMITTED


def _claim(workflow: Workflow, command: Change) -> Iterator[ErrorCode]:
    live = None if workflow.claim is None else workflow.claim.number
    if isinstance(command, Advance | RequestRetry | ReleaseClaim) and command.claim != live:
        yield ErrorCode.CLAIM_REQUIRED if command.claim is None else ErrorCode.CLAIM_LOST
    if isinstance(command, ReleaseClaim | RevokeClaim) and live is None:
        yield ErrorCode.NOT_CLAIMED
    if isinstance(command, ClaimWork) and live is not None:
        yield ErrorCode.ALREADY_CLAIMED


def _gate(workflow: Workflow, command: Change) -> Iterator[ErrorCode]:
    closed = workflow.state in workflow.gates and not workflow.approved
    if isinstance(command, Advance | ClaimWork) and closed:
        yield ErrorCode.APPROVAL_REQUIRED
    if isinstance(command, Approve | Reject) and not closed:
        yield ErrorCode.NOTHING_TO_APPROVE


def _acknowledge(command: Advance) -> Iterator[ErrorCode]:
    if command.result is not None or command.phase is not None:
        yield ErrorCode.ACKNOWLEDGE_FIRST
    if command.outcome is Outcome.FAIL:
        yield ErrorCode.OUTCOME_NOT_POSSIBLE


def _finish(workflow: Workflow, command: Advance) -> Iterator[ErrorCode]:
    if command.phase is not None and command.phase != str(workflow.state):
        yield ErrorCode.WRONG_PHASE
    if command.result is None:
        yield ErrorCode.RESULT_REQUIRED
    if target(workflow, command) is None:
        yield ErrorCode.OUTCOME_NOT_POSSIBLE
    elif command.outcome is Outcome.FAIL and not (command.notes or "").strip():
        yield ErrorCode.REASON_REQUIRED


def status_after(workflow: Workflow, command: Change) -> Status:
    """The status to which `command`, when accepted, leads."""
    leads_to = target(workflow, command)
    match command:
        case Pause():
            return Status.PAUSED
        case Resume():
            return Status.ACTIVE
        case Cancel():
            return Status.CANCELLED
        case Rollback() if workflow.status is Status.COMPLETED:
            return Status.ACTIVE
        case Advance() if leads_to == State.COMPLETE:
            return Status.COMPLETED
        case Advance() | RequestRetry() | Reject() if costs_a_round(command):
            used_up = (
                record.round >= record.max_rounds for phase, record in workflow.phases.items() if phase == leads_to
            )
            return Status.ESCALATED if any(used_up) else Status.ACTIVE
        case _:
            return workflow.status
