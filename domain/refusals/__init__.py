"""Commands that the rules do not allow, as values: each says what was expected, what came and what would help."""

from typing import TypeAlias

from domain.refusals.claims import AlreadyClaimed, ClaimLost, ClaimRequired, NotClaimed, NothingWaiting
from domain.refusals.codes import ErrorCode
from domain.refusals.inputs import InvalidInput, ReasonRequired, ResultRequired
from domain.refusals.moves import AcknowledgeFirst, OutcomeNotPossible, PhaseNotEarlier, WrongPhase
from domain.refusals.requests import (
    IdempotencyConflict,
    OutcomeUnknown,
    StaleVersion,
    Unavailable,
    WorkflowArchived,
    WorkflowNotFound,
)
from domain.refusals.reviews import (
    ApprovalRequired,
    EffectChanged,
    FindingNotOpen,
    NoChange,
    NothingToApprove,
    OpenFindings,
    OwnWork,
    PhaseNotReached,
)
from domain.refusals.standing import LimitReached, NotActive, NothingToChange, NotOwner, NotPermitted

__all__ = [
    "AcknowledgeFirst",
    "AlreadyClaimed",
    "ApprovalRequired",
    "ClaimLost",
    "ClaimRequired",
    "EffectChanged",
    "ErrorCode",
    "FindingNotOpen",
    "IdempotencyConflict",
    "InvalidInput",
    "LimitReached",
    "NoChange",
    "NotActive",
    "NotClaimed",
    "NotOwner",
    "NotPermitted",
    "NothingToApprove",
    "NothingToChange",
    "NothingWaiting",
    "OpenFindings",
    "OutcomeNotPossible",
    "OutcomeUnknown",
    "OwnWork",
    "PhaseNotEarlier",
    "PhaseNotReached",
    "ReasonRequired",
    "Refusal",
    "ResultRequired",
    "StaleVersion",
    "Unavailable",
    "WorkflowArchived",
    "WorkflowNotFound",
    "WrongPhase",
]

Refusal: TypeAlias = (
    InvalidInput
    | WorkflowNotFound
    | WorkflowArchived
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
    | AlreadyClaimed
    | ClaimRequired
    | ClaimLost
    | NotClaimed
    | NothingWaiting
    | ApprovalRequired
    | NothingToApprove
    | OwnWork
    | NoChange
    | OpenFindings
    | FindingNotOpen
    | EffectChanged
    | PhaseNotReached
    | LimitReached
    | Unavailable
    | OutcomeUnknown
)
