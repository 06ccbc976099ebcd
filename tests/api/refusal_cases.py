"""What to ask, and of which workflow, to meet every refusal of every mutation; and the facts that then come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.limits import MAX_EVENTS

UNKNOWN = "6ec57f84-0000-4000-8000-000000000000"
TAKEN = "taken"
NUL = "a\0"
FULL = ("DISCOVERY", "FULL")
START = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R"}
NO_NUL = {"expected": "text without NUL and lone surrogates", "received": "U+0000 at position 1"}
PLAIN: dict[str, dict[str, Any]] = {
    "advanceWorkflow": {"role": "Q_ASSISTANT", "result": {"a": 1}},
    "requestRetry": {"role": "Q_ASSISTANT", "reason": "Why."},
    "rollbackWorkflow": {"phase": "DISCOVERY", "reason": "Why."},
    "pauseWorkflow": {},
    "resumeWorkflow": {},
    "cancelWorkflow": {},
    "addNote": {"text": "Note."},
}
"""What each mutation of a workflow asks for, when nothing about it is special."""
ACTIONS = {
    "advanceWorkflow": "ADVANCE",
    "requestRetry": "REQUEST_RETRY",
    "rollbackWorkflow": "ROLLBACK",
    "pauseWorkflow": "PAUSE",
    "resumeWorkflow": "RESUME",
    "cancelWorkflow": "CANCEL",
}


@dataclass(frozen=True)
class Case:
    """What is asked of a workflow in which place, the error that comes, and its facts."""

    mutation: str
    error: str
    asked: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    place: tuple[str, str] = ("DISCOVERY", "ACTIVE")


def _of_any_change() -> Iterator[Case]:
    for name in PLAIN:
        yield Case(name, "WorkflowNotFoundError", {"workflowId": UNKNOWN}, {"workflowId": UNKNOWN})
        yield Case(name, "WorkflowNotFoundError", {"workflowId": "nonsense"}, {"workflowId": "nonsense"})
        yield Case(name, "StaleVersionError", {"expectedVersion": 7}, {"expectedVersion": 7, "currentVersion": 1})
        yield Case(name, "IdempotencyConflictError", {"idempotencyKey": TAKEN}, {"idempotencyKey": TAKEN})
        yield Case(name, "InvalidInputError", {"idempotencyKey": NUL}, {"field": "idempotencyKey", **NO_NUL})
        if name != "cancelWorkflow":
            yield Case(name, "LimitReachedError", {}, {"limit": MAX_EVENTS}, FULL)


def _out_of_bounds() -> Iterator[Case]:
    blank = {"expected": "a text that is not blank", "received": "a blank one"}
    rounds = {"expected": "a number from 1 to 100", "received": "0"}
    for text in ("projectId", "buildId", "title", "requirements"):
        yield Case("startWorkflow", "InvalidInputError", {text: " "}, {"field": text, **blank})
    yield Case("startWorkflow", "InvalidInputError", {"maxRounds": 0}, {"field": "maxRounds", **rounds})
    yield Case("startWorkflow", "IdempotencyConflictError", {"idempotencyKey": TAKEN}, {"idempotencyKey": TAKEN})
    yield Case("advanceWorkflow", "InvalidInputError", {"result": []}, {"field": "result", "received": "a list"})
    yield Case("advanceWorkflow", "InvalidInputError", {"notes": NUL}, {"field": "notes", **NO_NUL})
    yield Case("advanceWorkflow", "InvalidInputError", {"nextRoleInstruction": NUL}, {"field": "nextRoleInstruction"})
    for name in ("requestRetry", "rollbackWorkflow", "pauseWorkflow", "resumeWorkflow", "cancelWorkflow"):
        yield Case(name, "InvalidInputError", {"reason": NUL}, {"field": "reason", **NO_NUL})
    yield Case("resumeWorkflow", "InvalidInputError", {"grantRounds": 0}, {"field": "grantRounds", **rounds})
    yield Case("addNote", "InvalidInputError", {"text": " "}, {"field": "text", **blank})


def _of_owners() -> Iterator[Case]:
    for name in ("advanceWorkflow", "requestRetry"):
        facts = {"owner": "Q_ASSISTANT", "role": "CODE_WRITER", "state": "DISCOVERY"}
        yield Case(name, "NotOwnerError", {"role": "CODE_WRITER"}, facts)
    testing = ("TESTING", "ACTIVE")
    fail = {"role": "TEST_AUDITOR", "outcome": "FAIL"}
    yield Case("advanceWorkflow", "ReasonRequiredError", fail, {"field": "notes"}, testing)
    yield Case("requestRetry", "ReasonRequiredError", {"reason": " "}, {"field": "reason"})
    yield Case("rollbackWorkflow", "ReasonRequiredError", {"reason": ""}, {"field": "reason"})
    handoff = ("HANDOFF_TO_CODER", "ACTIVE")
    for extra in ({"result": {"a": 1}}, {"result": None, "phase": "IMPLEMENTATION"}):
        facts = {"state": "HANDOFF_TO_CODER", "field": "result" if extra["result"] else "phase"}
        yield Case("advanceWorkflow", "AcknowledgeFirstError", {"role": "CODE_WRITER", **extra}, facts, handoff)
    yield Case("advanceWorkflow", "ResultRequiredError", {"result": None}, {"phase": "DISCOVERY"})
    facts = {"named": "TESTING", "current": "DISCOVERY", "state": "DISCOVERY"}
    yield Case("advanceWorkflow", "WrongPhaseError", {"phase": "TESTING"}, facts)
    impossible = {"state": "DISCOVERY", "outcome": "FAIL", "possible": ["PASS"]}
    yield Case("advanceWorkflow", "OutcomeNotPossibleError", {"outcome": "FAIL", "notes": "Why."}, impossible)


def _of_directions() -> Iterator[Case]:
    first: dict[str, Any] = {"state": "DISCOVERY", "target": None, "earlier": []}
    yield Case("requestRetry", "PhaseNotEarlierError", {}, first)
    yield Case("rollbackWorkflow", "PhaseNotEarlierError", {}, {**first, "target": "DISCOVERY"})
    later = {"state": "TESTING", "target": "DEPLOYMENT", "earlier": ["DISCOVERY", "PLANNING", "IMPLEMENTATION"]}
    testing = ("TESTING", "ACTIVE")
    asked = {"role": "TEST_AUDITOR", "toPhase": "DEPLOYMENT"}
    yield Case("requestRetry", "PhaseNotEarlierError", asked, later, testing)
    yield Case("rollbackWorkflow", "PhaseNotEarlierError", {"phase": "DEPLOYMENT"}, later, testing)


def _of_standing() -> Iterator[Case]:
    paused, cancelled = ("DISCOVERY", "PAUSED"), ("DISCOVERY", "CANCELLED")
    escalated, completed = ("IMPLEMENTATION", "ESCALATED"), ("COMPLETE", "COMPLETED")
    not_active = {
        "advanceWorkflow": (paused, escalated, cancelled, completed),
        "requestRetry": (paused, escalated, cancelled, completed),
        "rollbackWorkflow": (cancelled,),
        "pauseWorkflow": (escalated, cancelled, completed),
        "resumeWorkflow": (cancelled, completed),
        "cancelWorkflow": (completed,),
    }
    for name, places in not_active.items():
        for place in places:
            yield Case(name, "NotActiveError", {}, {"action": ACTIONS[name], "status": place[1]}, place)
    unchanged = {"pauseWorkflow": paused, "resumeWorkflow": ("DISCOVERY", "ACTIVE"), "cancelWorkflow": cancelled}
    for name, place in unchanged.items():
        yield Case(name, "NothingToChangeError", {}, {"action": ACTIONS[name], "status": place[1]}, place)
    reserved = {"rollbackWorkflow": ["Q_ASSISTANT"], "resumeWorkflow": [], "cancelWorkflow": []}
    for name, permitted in reserved.items():
        facts = {"action": ACTIONS[name], "role": "CODE_WRITER", "permitted": permitted}
        place = paused if name == "resumeWorkflow" else ("DISCOVERY", "ACTIVE")
        yield Case(name, "NotPermittedError", {"role": "CODE_WRITER"}, facts, place)


CASES = (*_of_any_change(), *_out_of_bounds(), *_of_owners(), *_of_directions(), *_of_standing())
