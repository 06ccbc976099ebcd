"""What no workflow could take, whatever its state: texts and results out of bounds."""

from typing import assert_never

from domain.commands import AddNote, Advance, Cancel, Command, Pause, RequestRetry, Resume, Rollback, StartWorkflow
from domain.limits import MAX_NAME, MAX_ROUNDS
from domain.refusals import InvalidInput, ReasonRequired
from domain.results import check_result
from domain.texts import check_required, check_text, said

Invalid = InvalidInput | ReasonRequired | None


def check(command: Command) -> Invalid:
    """The first value of `command` that is out of bounds, if any."""
    match command:
        case StartWorkflow():
            return _check_start(command)
        case Advance():
            return (
                check_result(command.result)
                or check_text("notes", command.notes)
                or check_text("nextRoleInstruction", command.instruction)
            )
        case RequestRetry() | Rollback():
            return check_reason("reason", command.reason)
        case Pause() | Cancel():
            return check_text("reason", command.reason)
        case Resume():
            return check_text("reason", command.reason) or check_rounds("grantRounds", command.grant_rounds)
        case AddNote():
            return check_required("text", command.text)
        case _:
            assert_never(command)


def _check_start(command: StartWorkflow) -> Invalid:
    return (
        check_required("projectId", command.project_id, MAX_NAME)
        or check_required("buildId", command.build_id, MAX_NAME)
        or check_required("title", command.title, MAX_NAME)
        or check_required("requirements", command.requirements)
        or check_rounds("maxRounds", command.max_rounds)
    )


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
