"""A refusal: what is asked, of which workflow, and what comes."""

from dataclasses import dataclass, field
from typing import Any

TAKEN = "taken"
"""A key that another request has used."""
LOST, FOREIGN = "lost", "foreign"
"""Stand for the token of a claim that is over, and for one of a workflow that is not there."""
UNKNOWN = "6ec57f84-0000-4000-8000-000000000000"
ITSELF = "the workflow"
NUL = "a\0"
NO_NUL = {"expected": "text without NUL and lone surrogates", "received": "U+0000 at position 1"}
BLANK = {"expected": "a text that is not blank", "received": "a blank one"}
ROUNDS = {"expected": "a number from 1 to 100", "received": "0"}
NO_TOKEN = {"field": "claimToken", "expected": "the token that claimWork gave for this workflow, as it was given"}
ACTIONS = {
    "advanceWorkflow": "ADVANCE",
    "requestRetry": "REQUEST_RETRY",
    "rollbackWorkflow": "ROLLBACK",
    "claimWork": "CLAIM",
    "releaseClaim": "RELEASE_CLAIM",
    "revokeClaim": "REVOKE_CLAIM",
    "approveHandoff": "APPROVE",
    "rejectHandoff": "REJECT",
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

    def facts_of(self, workflow_id: str) -> dict[str, Any]:
        """The facts, with the id of the workflow where ITSELF stands for it."""
        named = {name: fact.replace(ITSELF, workflow_id) for name, fact in self.facts.items() if isinstance(fact, str)}
        return {**self.facts, **named}
