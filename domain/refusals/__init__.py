"""Commands that the rules do not allow, as values: each says what was expected, what came and what would help."""

from typing import TypeAlias

from domain.refusals.codes import ErrorCode
from domain.refusals.inputs import InvalidInput, ReasonRequired, ResultRequired
from domain.refusals.moves import AcknowledgeFirst, OutcomeNotPossible, PhaseNotEarlier, WrongPhase
from domain.refusals.requests import IdempotencyConflict, OutcomeUnknown, StaleVersion, Unavailable, WorkflowNotFound
from domain.refusals.standing import LimitReached, NotActive, NothingToChange, NotOwner, NotPermitted

__all__ = [
    "AcknowledgeFirst",
    "ErrorCode",
    "IdempotencyConflict",
    "InvalidInput",
    "LimitReached",
    "NotActive",
    "NotOwner",
    "NotPermitted",
    "NothingToChange",
    "OutcomeNotPossible",
    "OutcomeUnknown",
    "PhaseNotEarlier",
    "ReasonRequired",
    "Refusal",
    "ResultRequired",
    "StaleVersion",
    "Unavailable",
    "WorkflowNotFound",
    "WrongPhase",
]

Refusal: TypeAlias = (
    InvalidInput
    | WorkflowNotFound
    | NotOwner
    | NotPermitted
    | NotActive
    | NothingToChange
    | AcknowledgeFirst
    | ResultRequired
    | ReasonRequired
    | WrongPhase
    | OutcomeNotPossible
    | PhaseNotEarlier
    | StaleVersion
    | IdempotencyConflict
    | LimitReached
    | Unavailable
    | OutcomeUnknown
)
