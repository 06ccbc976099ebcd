"""Refusals because of gates, findings, earlier results, previews and forks."""

from collections.abc import Iterator

from tests.api.refusal_case import ACTIONS, ITSELF, Case
from tests.api.requests import GATED

REJECTED, REVIEWED = ("IMPLEMENTATION", "REJECTED"), ("TESTING", "REVIEWED")
GATED_AGAIN = ("HANDOFF_TO_TESTER", "GATED AGAIN")
OWN, OWN_GATED = ("TESTING", "OWN"), ("HANDOFF_TO_TESTER", "OWN")
"""Submitted by TEST_AUDITOR, and by OPERATOR: without authentication people are called as their roles."""
OTHER = "the token of another preview"
"""Stands for the token of a rollback to DISCOVERY."""


def of_gates() -> Iterator[Case]:
    """Handoffs that wait for an approval, or for none."""
    for name in ("advanceWorkflow", "claimWork"):
        asked = {"role": "CODE_WRITER", "result": None} if name == "advanceWorkflow" else {"role": "CODE_WRITER"}
        facts = {"state": "HANDOFF_TO_CODER", "approver": "Q_ASSISTANT"}
        yield Case(name, "ApprovalRequiredError", asked, facts, GATED)
    for name in ("approveHandoff", "rejectHandoff"):
        facts = {"action": ACTIONS[name], "state": "DISCOVERY"}
        yield Case(name, "NothingToApproveError", {}, facts)
    yield Case("rejectHandoff", "ReasonRequiredError", {"reason": " "}, {"field": "reason"}, GATED)


def of_own_work() -> Iterator[Case]:
    """Work that was submitted by whoever asks."""
    for name in ("advanceWorkflow", "claimWork"):
        facts = {"submittedBy": "TEST_AUDITOR", "phase": "IMPLEMENTATION", "attempt": 1}
        yield Case(name, "OwnWorkError", {"role": "TEST_AUDITOR"}, facts, OWN)
    facts = {"submittedBy": "OPERATOR", "phase": "IMPLEMENTATION", "attempt": 1}
    yield Case("approveHandoff", "OwnWorkError", {}, facts, OWN_GATED)


def of_findings() -> Iterator[Case]:
    """Work that was sent back, and what was found wrong with it."""
    writer = {"role": "CODE_WRITER"}
    same = {**writer, "result": {"by": "IMPLEMENTATION"}}
    yield Case("advanceWorkflow", "NoChangeError", same, {"phase": "IMPLEMENTATION", "attempt": 1}, REJECTED)
    for identity, possible in (("F9", []), ("F1", ["RESOLVED", "DISPUTED"])):
        answers = {"answers": [{"id": identity, "status": "WITHDRAWN"}]}
        facts = {"finding": identity, "open": ["F1"], "possibleStatuses": possible}
        yield Case("advanceWorkflow", "FindingNotOpenError", {**writer, **answers}, facts, REJECTED)
    blocked = {"state": "TESTING", "findings": ["F1"]}
    yield Case("advanceWorkflow", "OpenFindingsError", {"role": "TEST_AUDITOR"}, blocked, REVIEWED)
    yield Case("approveHandoff", "OpenFindingsError", {}, {**blocked, "state": GATED_AGAIN[0]}, GATED_AGAIN)
    answers = {"answers": [{"id": "F1", "status": "DISPUTED", "comment": "No."}]}
    facts = {"finding": "F1", "open": ["F1"], "possibleStatuses": ["RESOLVED", "WITHDRAWN"]}
    yield Case("approveHandoff", "FindingNotOpenError", answers, facts, GATED_AGAIN)
    too_early = {"phase": "TESTING", "possible": ["DISCOVERY"]}
    yield Case("forkWorkflow", "PhaseNotReachedError", {"phase": "TESTING"}, too_early)


def of_previews() -> Iterator[Case]:
    """Commands that would do something else than what was shown."""
    testing = ("TESTING", "ACTIVE")
    later = "PLANNING of event 3, IMPLEMENTATION of event 5; claim ended: none"
    first = "(attempt 2, round 1 of 5), ACTIVE; outputs superseded: "
    expected = f"ROLLED_BACK of {ITSELF} to DISCOVERY {first}DISCOVERY of event 2, "
    back = f"ROLLED_BACK of {ITSELF} to PLANNING {first}{later}"
    asked = {"phase": "PLANNING", "previewToken": OTHER}
    facts = {"expected": f"{expected}{later}", "current": back}
    yield Case("rollbackWorkflow", "EffectChangedError", asked, facts, testing)
    again = f"RETRY_REQUESTED of {ITSELF} to IMPLEMENTATION (attempt 2, round 2 of 5), ACTIVE; outputs superseded: "
    facts = {**facts, "current": f"{again}IMPLEMENTATION of event 5; claim ended: none"}
    yield Case("requestRetry", "EffectChangedError", {"role": "TEST_AUDITOR", "previewToken": OTHER}, facts, testing)
