"""Refusals because of the state, the status, or who asks."""

from collections.abc import Iterator
from typing import Any

from tests.api.refusal_case import ACTIONS, Case
from tests.api.requests import CLAIMED, GATED


def of_owners() -> Iterator[Case]:
    """What only the owner may do, and what it has to bring."""
    for name in ("advanceWorkflow", "requestRetry", "claimWork", "heartbeat", "releaseClaim"):
        facts = {"owner": "Q_ASSISTANT", "role": "CODE_WRITER", "state": "DISCOVERY"}
        yield Case(name, "NotOwnerError", {"role": "CODE_WRITER"}, facts, CLAIMED)
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


def of_directions() -> Iterator[Case]:
    """Work goes back to earlier phases only."""
    first: dict[str, Any] = {"state": "DISCOVERY", "target": None, "earlier": []}
    yield Case("requestRetry", "PhaseNotEarlierError", {}, first)
    yield Case("rollbackWorkflow", "PhaseNotEarlierError", {}, {**first, "target": "DISCOVERY"})
    later = {"state": "TESTING", "target": "DEPLOYMENT", "earlier": ["DISCOVERY", "PLANNING", "IMPLEMENTATION"]}
    testing = ("TESTING", "ACTIVE")
    asked = {"role": "TEST_AUDITOR", "toPhase": "DEPLOYMENT"}
    yield Case("requestRetry", "PhaseNotEarlierError", asked, later, testing)
    yield Case("rollbackWorkflow", "PhaseNotEarlierError", {"phase": "DEPLOYMENT"}, later, testing)


def of_standing() -> Iterator[Case]:
    """What a status forbids, and what is reserved."""
    paused, cancelled = ("DISCOVERY", "PAUSED"), ("DISCOVERY", "CANCELLED")
    escalated, completed = ("IMPLEMENTATION", "ESCALATED"), ("COMPLETE", "COMPLETED")
    not_active = {
        "advanceWorkflow": (paused, escalated, cancelled, completed),
        "requestRetry": (paused, escalated, cancelled, completed),
        "claimWork": (paused, escalated, cancelled, completed),
        "revokeClaim": (cancelled, completed),
        "approveHandoff": (paused, escalated, cancelled, completed),
        "rejectHandoff": (paused, escalated, cancelled, completed),
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
    for_operators = ("resumeWorkflow", "cancelWorkflow", "revokeClaim")
    reserved = (*for_operators, "rollbackWorkflow", "approveHandoff", "rejectHandoff")
    where = {"resumeWorkflow": paused, "revokeClaim": CLAIMED, "approveHandoff": GATED, "rejectHandoff": GATED}
    for name in reserved:
        permitted = [] if name in for_operators else ["Q_ASSISTANT"]
        facts = {"action": ACTIONS[name], "role": "CODE_WRITER", "permitted": permitted}
        place = where.get(name, ("DISCOVERY", "ACTIVE"))
        yield Case(name, "NotPermittedError", {"role": "CODE_WRITER"}, facts, place)
