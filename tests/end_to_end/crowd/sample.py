"""A small history in which nothing is wrong, for the checker's own test."""

from collections import Counter
from dataclasses import replace
from typing import Any

from tests.end_to_end.crowd.history import Entry
from tests.end_to_end.crowd.journal import Deed, Journals, What

_STEPS = (
    ("DISCOVERY", "PLANNING"),
    ("PLANNING", "HANDOFF_TO_CODER"),
    ("IMPLEMENTATION", "HANDOFF_TO_TESTER"),
    ("TESTING", "HANDOFF_TO_VERIFIER"),
    ("VERIFICATION", "HANDOFF_TO_RELEASER"),
    ("DEPLOYMENT", "COMPLETE"),
)
SLOW, QUICK = "slow.1", "quick.1"


class Story:
    """A log of one workflow, and what those who made it wrote down, as they grow."""

    def __init__(self) -> None:
        self.log: list[Entry] = []
        self.deeds: dict[str, Deed] = {}

    def happens(self, kind: str, to_state: str, phase: str, key: str | None, **more: Any) -> int:
        """Add an event; gives its sequence."""
        before = self.log[-1].to_state if self.log else None
        sequence = len(self.log) + 1
        self.log.append(Entry(sequence, "W", sequence, kind, phase, before, to_state, key=key, **more))
        return sequence

    def does(self, maker: str, what: What, key: str, sequence: int, claim: int | None = None) -> None:
        """Add a command that was acknowledged."""
        self.deeds[key] = Deed(maker, key, what, "W", claim, sequence=sequence)

    def claim(self, maker: str, phase: str) -> int:
        """The maker claims, and acknowledges before if that is due; gives the claim."""
        key = f"{maker} claims {phase}"
        first = len(self.log) + 1
        if self.log[-1].to_state != phase:
            self.happens("ACKNOWLEDGED", phase, phase, key)
        claim = self.happens("CLAIMED", phase, phase, key, worker=maker)
        self.does(maker, "CLAIM", key, first)
        return claim

    def finish(self, maker: str, phase: str, to_state: str, claim: int) -> None:
        """The maker hands in."""
        key, kind = f"{maker} finishes {phase}", "COMPLETED" if to_state == "COMPLETE" else "PHASE_PASSED"
        self.does(maker, "FINISH", key, self.happens(kind, to_state, phase, key, worker=maker), claim)

    def lose(self, maker: str, phase: str) -> None:
        """The maker claims, stalls past the end of the claim, and is refused."""
        claim, key = self.claim(maker, phase), f"{maker} finishes {phase}"
        self.happens("CLAIM_EXPIRED", phase, phase, None, worker=maker, claim=claim)
        self.deeds[key] = Deed(maker, key, "FINISH", "W", claim, late=True, code="CLAIM_LOST")


def sample() -> tuple[list[Entry], Journals]:
    """One build: its TESTING is claimed by a slow worker first; all else is done by a quick one."""
    story = Story()
    story.does("operator", "START", "start", story.happens("STARTED", "DISCOVERY", "DISCOVERY", "start"))
    for phase, to_state in _STEPS:
        if phase == "TESTING":
            story.lose(SLOW, phase)
        story.finish(QUICK, phase, to_state, story.claim(QUICK, phase))
    return story.log, Journals(story.deeds, Counter(), [(e.workflow, e.sequence, e.kind) for e in story.log])


def place_of(log: list[Entry], kind: str, phase: str) -> int:
    """Where the last event of `kind` and `phase` is."""
    return max(place for place, entry in enumerate(log) if (entry.kind, entry.phase) == (kind, phase))


def event_with(kind: str, phase: str, /, **changes: Any) -> tuple[list[Entry], Journals]:
    """The sample, in which one event is not as it was."""
    log, journals = sample()
    place = place_of(log, kind, phase)
    log[place] = replace(log[place], **changes)
    return log, journals


def deed_with(key: str, /, **changes: Any) -> tuple[list[Entry], Journals]:
    """The sample, in which one command is not as it was."""
    log, journals = sample()
    journals.deeds[key] = replace(journals.deeds[key], **changes)
    return log, journals


def without_deed(key: str) -> tuple[list[Entry], Journals]:
    """The sample, in which nobody wrote down one of the commands."""
    log, journals = sample()
    del journals.deeds[key]
    return log, journals


def seen_as(*places: int) -> tuple[list[Entry], Journals]:
    """The sample, of which the watcher saw only the first events: those at these places, in this order."""
    log, journals = sample()
    journals.saw[: len(places)] = [journals.saw[place] for place in places]
    return log, journals
