"""What the rules say about a command, told without asking the code that obeys them."""

from collections.abc import Iterator

from domain.commands import AddNote, Advance, Cancel, Change, Pause, RequestRetry, Resume, Rollback
from domain.refusals import ErrorCode
from domain.vocabulary import Outcome, State, Status
from domain.workflow import Workflow
from tests.domain.design import CHANGES_NOTHING, MACHINE, PERMITTED, PHASES, POSSIBLE, earlier, owner


def reasons(workflow: Workflow, command: Change) -> set[ErrorCode]:
    """Every reason why `command` is to be refused, in no order; none means that it is to be accepted."""
    found = {*_input(command), *_standing(workflow, command)}
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
        case _:
            return workflow.state


def costs_a_round(command: Change) -> bool:
    """Whether `command`, when accepted, costs its target a round."""
    return isinstance(command, RequestRetry) or (isinstance(command, Advance) and command.outcome is Outcome.FAIL)


def _input(command: Change) -> Iterator[ErrorCode]:
    if isinstance(command, RequestRetry | Rollback) and not command.reason.strip():
        yield ErrorCode.REASON_REQUIRED
    if isinstance(command, AddNote) and not command.text.strip():
        yield ErrorCode.INVALID_INPUT
    if isinstance(command, Resume) and command.grant_rounds == 0:
        yield ErrorCode.INVALID_INPUT
    if isinstance(command, Advance) and isinstance(command.result, list):
        yield ErrorCode.INVALID_INPUT


def _standing(workflow: Workflow, command: Change) -> Iterator[ErrorCode]:
    kind, role = type(command), command.actor.role
    if kind not in POSSIBLE[workflow.status]:
        nothing = (workflow.status, kind) in CHANGES_NOTHING
        yield ErrorCode.NOTHING_TO_CHANGE if nothing else ErrorCode.NOT_ACTIVE
    if kind in {Advance, RequestRetry} and role != owner(workflow.state):
        yield ErrorCode.NOT_OWNER
    if kind in PERMITTED and role not in PERMITTED[kind]:
        yield ErrorCode.NOT_PERMITTED


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
        case Advance() | RequestRetry() if costs_a_round(command):
            used_up = (
                record.round >= record.max_rounds for phase, record in workflow.phases.items() if phase == leads_to
            )
            return Status.ESCALATED if any(used_up) else Status.ACTIVE
        case _:
            return workflow.status
