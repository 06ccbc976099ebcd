"""What each mutation may ask for, and of which workflow, so that it is carried out."""

from typing import Any

from tests.api.client import Client
from tests.api.documents import mutations
from tests.api.places import bring

START = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R"}
LIVE = "live"
"""Stands for the token of the claim that is live."""
PLAIN: dict[str, dict[str, Any]] = {
    "forkWorkflow": {"phase": "DISCOVERY"},
    "advanceWorkflow": {"role": "Q_ASSISTANT", "result": {"a": 1}},
    "requestRetry": {"role": "Q_ASSISTANT", "reason": "Why."},
    "rollbackWorkflow": {"phase": "DISCOVERY", "reason": "Why."},
    "claimWork": {"role": "Q_ASSISTANT", "worker": "One"},
    "heartbeat": {"claimToken": LIVE},
    "releaseClaim": {"claimToken": LIVE},
    "revokeClaim": {},
    "approveHandoff": {},
    "rejectHandoff": {"reason": "Why."},
    "pauseWorkflow": {},
    "resumeWorkflow": {},
    "cancelWorkflow": {},
    "addNote": {"text": "Note."},
}
"""What each mutation of a workflow asks for, when nothing about it is special."""
CLAIMED, GATED = ("DISCOVERY", "CLAIMED"), ("HANDOFF_TO_CODER", "GATED")
PLACES = {
    "requestRetry": ("HANDOFF_TO_CODER", "ACTIVE"),
    "rollbackWorkflow": ("PLANNING", "ACTIVE"),
    "heartbeat": CLAIMED,
    "releaseClaim": CLAIMED,
    "revokeClaim": CLAIMED,
    "approveHandoff": GATED,
    "rejectHandoff": GATED,
    "resumeWorkflow": ("DISCOVERY", "PAUSED"),
}
"""Where the workflow stands, if not in DISCOVERY."""
LOGGED = tuple(name for name in mutations() if name != "heartbeat")
"""The mutations that leave an event; the rest leaves none."""


async def request(client: Client, name: str) -> dict[str, Any]:
    """What the mutation `name` may ask for, of a new workflow, so that it is carried out."""
    if name == "startWorkflow":
        return START
    workflow = await bring(client, *PLACES.get(name, ("DISCOVERY", "ACTIVE")))
    asked = {**PLAIN[name], "workflowId": workflow["id"]}
    if name == "requestRetry":
        asked["role"] = workflow["nextRole"]
    return {**asked, "claimToken": workflow["claimToken"]} if "claimToken" in asked else asked
