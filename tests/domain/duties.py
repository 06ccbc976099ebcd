"""Whose work it is and who may judge it, told by the rule alone, without asking the code that obeys it."""

from collections.abc import Sequence

from domain.commands import Advance, Approve, Change, ClaimWork
from domain.events import Event
from domain.vocabulary import EventKind, Outcome, Phase
from domain.workflow import Workflow

PASSED_IN = ("TESTING", "VERIFICATION")
"""Where what was written is passed."""

CLAIMED_IN = ("HANDOFF_TO_TESTER", "TESTING", "HANDOFF_TO_VERIFIER", "VERIFICATION")
"""Where a claim takes work that is to be passed."""

APPROVED_IN = ("HANDOFF_TO_TESTER", "HANDOFF_TO_VERIFIER", "HANDOFF_TO_RELEASER")
"""Where what was written, or what came of it, is reviewed."""


def judges(state: str, command: Change) -> bool:
    """Whether by `command` somebody lets pass, in `state`, what was written, or takes it to do so."""
    match command:
        case Advance(outcome=Outcome.PASS):
            return state in PASSED_IN
        case ClaimWork():
            return state in CLAIMED_IN
        case Approve():
            return state in APPROVED_IN
        case _:
            return False


def is_own(workflow: Workflow, command: Change) -> bool:
    """Whether whoever asks would judge what they have submitted themselves, though that is for others."""
    return judges(workflow.state, command) and workflow.phases[Phase.IMPLEMENTATION].author == command.actor.name


def submitted_by(log: Sequence[Event]) -> str | None:
    """Who submitted the IMPLEMENTATION that counts; nobody where duties are not separate."""
    found = None
    for event in log:
        superseded = event.data.get("superseded", ())
        assert isinstance(superseded, dict | tuple)
        if "IMPLEMENTATION" in superseded:
            found = None
        elif (event.kind, event.phase) == (EventKind.PHASE_PASSED, Phase.IMPLEMENTATION):
            found = event.actor
        elif (event.kind, event.phase) == (EventKind.OUTPUT_COPIED, Phase.IMPLEMENTATION):
            found = str(event.data["actor"])
    return found if log[0].data.get("separateDuties") else None
