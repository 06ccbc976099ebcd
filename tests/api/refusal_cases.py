"""What to ask, and of which workflow, to meet every refusal of every mutation; and the facts that then come."""

from collections.abc import Iterator

from domain.limits import MAX_EVENTS
from tests.api.refusal_case import BLANK, FOREIGN, ITSELF, NO_NUL, NO_TOKEN, NUL, ROUNDS, TAKEN, UNKNOWN, Case
from tests.api.refusals_of_claims import of_claims
from tests.api.refusals_of_moves import of_directions, of_owners, of_standing
from tests.api.refusals_of_reviews import of_findings, of_gates, of_own_work, of_previews
from tests.api.requests import CLAIMED, PLAIN

FULL, ARCHIVED = ("DISCOVERY", "FULL"), ("COMPLETE", "ARCHIVED")
NEVER_ARCHIVED = {"forkWorkflow", "heartbeat"}
"""What reads the workflow only, or tells a worker that its claim is over."""
HOLDERS = ("heartbeat", "releaseClaim")
"""Their token says which workflow it is."""
NEVER_FULL = {"startWorkflow", "forkWorkflow", "cancelWorkflow", "heartbeat", "releaseClaim", "revokeClaim"}
"""What begins another workflow, ends something, or leaves no event."""


def _of_any_change() -> Iterator[Case]:
    """What is refused whatever it is that is asked of a workflow."""
    for name in PLAIN.keys() - HOLDERS:
        yield Case(name, "WorkflowNotFoundError", {"workflowId": UNKNOWN}, {"workflowId": UNKNOWN})
        yield Case(name, "WorkflowNotFoundError", {"workflowId": "nonsense"}, {"workflowId": "nonsense"})
        yield Case(name, "StaleVersionError", {"expectedVersion": 7}, {"expectedVersion": 7, "currentVersion": 1})
    for name in PLAIN.keys() - NEVER_ARCHIVED:
        yield Case(name, "WorkflowArchivedError", {}, {"workflowId": ITSELF}, ARCHIVED)
    for name in HOLDERS:
        unknown = {"workflowId": UNKNOWN, "claimToken": FOREIGN}
        yield Case(name, "WorkflowNotFoundError", unknown, {"workflowId": UNKNOWN})
        yield Case(name, "InvalidInputError", {"claimToken": FOREIGN}, NO_TOKEN, CLAIMED)
        stale = {"expectedVersion": 7, "currentVersion": 4}
        yield Case(name, "StaleVersionError", {"expectedVersion": 7}, stale, CLAIMED)
    for name in ("startWorkflow", *PLAIN):
        yield Case(name, "InvalidInputError", {"idempotencyKey": NUL}, {"field": "idempotencyKey", **NO_NUL}, CLAIMED)
        if name != "heartbeat":
            taken = {"idempotencyKey": TAKEN}
            yield Case(name, "IdempotencyConflictError", taken, taken, CLAIMED)
        if name not in NEVER_FULL:
            yield Case(name, "LimitReachedError", {}, {"limit": MAX_EVENTS}, FULL)


def _out_of_bounds() -> Iterator[Case]:
    """Values that no workflow could take."""
    for text in ("projectId", "buildId", "title", "requirements"):
        yield Case("startWorkflow", "InvalidInputError", {text: " "}, {"field": text, **BLANK})
    yield Case("startWorkflow", "InvalidInputError", {"maxRounds": 0}, {"field": "maxRounds", **ROUNDS})
    yield Case("startWorkflow", "InvalidInputError", {"gates": ["TESTING"]}, {"field": "gates", "received": "TESTING"})
    yield Case("forkWorkflow", "InvalidInputError", {"maxRounds": 0}, {"field": "maxRounds", **ROUNDS})
    yield Case("forkWorkflow", "InvalidInputError", {"title": " "}, {"field": "title", **BLANK})
    yield Case("advanceWorkflow", "InvalidInputError", {"result": []}, {"field": "result", "received": "a list"})
    yield Case("advanceWorkflow", "InvalidInputError", {"notes": NUL}, {"field": "notes", **NO_NUL})
    yield Case("advanceWorkflow", "InvalidInputError", {"nextRoleInstruction": NUL}, {"field": "nextRoleInstruction"})
    for name in ("requestRetry", "rollbackWorkflow"):
        yield Case(name, "InvalidInputError", {"previewToken": "x"}, {"field": "previewToken"})
    for name in PLAIN:
        if name.endswith("Workflow") and name != "advanceWorkflow":
            yield Case(name, "InvalidInputError", {"reason": NUL}, {"field": "reason", **NO_NUL})
    yield Case("resumeWorkflow", "InvalidInputError", {"grantRounds": 0}, {"field": "grantRounds", **ROUNDS})
    yield Case("addNote", "InvalidInputError", {"text": " "}, {"field": "text", **BLANK})


CASES = (
    *_of_any_change(),
    *_out_of_bounds(),
    *of_owners(),
    *of_directions(),
    *of_standing(),
    *of_claims(),
    *of_gates(),
    *of_own_work(),
    *of_findings(),
    *of_previews(),
)
