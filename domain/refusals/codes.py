"""The stable names of all refusals."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """What kind of refusal it is; stable, for programs to switch on."""

    INVALID_INPUT = "INVALID_INPUT"
    WORKFLOW_NOT_FOUND = "WORKFLOW_NOT_FOUND"
    NOT_OWNER = "NOT_OWNER"
    NOT_PERMITTED = "NOT_PERMITTED"
    NOT_ACTIVE = "NOT_ACTIVE"
    NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE"
    ACKNOWLEDGE_FIRST = "ACKNOWLEDGE_FIRST"
    RESULT_REQUIRED = "RESULT_REQUIRED"
    REASON_REQUIRED = "REASON_REQUIRED"
    WRONG_PHASE = "WRONG_PHASE"
    OUTCOME_NOT_POSSIBLE = "OUTCOME_NOT_POSSIBLE"
    PHASE_NOT_EARLIER = "PHASE_NOT_EARLIER"
    STALE_VERSION = "STALE_VERSION"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    LIMIT_REACHED = "LIMIT_REACHED"
    UNAVAILABLE = "UNAVAILABLE"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"


def either(options: tuple[str, ...]) -> str:
    """The options as a sentence lists them."""
    return " or ".join(options)
