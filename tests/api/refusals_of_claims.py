"""Refusals because of a claim, or because there is none."""

from collections.abc import Iterator
from typing import Any

from tests.api.refusal_case import ACTIONS, BLANK, LOST, NO_TOKEN, Case
from tests.api.requests import CLAIMED


def of_claims() -> Iterator[Case]:
    """All of them."""
    lease = {"field": "leaseSeconds", "expected": "a number from 1 to 86400", "received": "0"}
    yield Case("claimWork", "InvalidInputError", {"leaseSeconds": 0}, lease)
    yield Case("claimWork", "InvalidInputError", {"worker": " "}, {"field": "worker", **BLANK})
    yield Case("claimWork", "AlreadyClaimedError", {"worker": "Two"}, {"worker": "One"}, CLAIMED)
    nobody: dict[str, Any] = {"workflowId": None, "projectId": "nobody's"}
    yield Case("claimWork", "WorkflowNotFoundError", {"projectId": "nobody's"})
    yield Case("claimWork", "NothingWaitingError", nobody, {"toRole": "Q_ASSISTANT", "projectId": "nobody's"})
    releaser = {"workflowId": None, "role": "RELEASE_MANAGER"}
    yield Case("claimWork", "NothingWaitingError", releaser, {"toRole": "RELEASE_MANAGER", "projectId": None})
    yield Case("heartbeat", "InvalidInputError", {"leaseSeconds": 0}, lease, CLAIMED)
    yield Case("heartbeat", "InvalidInputError", {"percent": 101}, {"field": "percent", "received": "101"}, CLAIMED)
    since = {"holder": "One", "since": [{"sequence": 3, "kind": "CLAIM_RELEASED"}, {"sequence": 4, "kind": "CLAIMED"}]}
    for name in ("advanceWorkflow", "requestRetry", "releaseClaim"):
        yield Case(name, "ClaimLostError", {"claimToken": LOST}, since, CLAIMED)
        yield Case(name, "InvalidInputError", {"claimToken": "x"}, {**NO_TOKEN, "received": "another text"}, CLAIMED)
    for name in ("advanceWorkflow", "requestRetry"):
        yield Case(name, "ClaimRequiredError", {}, {"action": ACTIONS[name], "worker": "One"}, CLAIMED)
    yield Case("revokeClaim", "NotClaimedError", {}, {"action": "REVOKE_CLAIM"})
