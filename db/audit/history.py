"""One workflow's events, checked one after the other."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from db.audit.problem import Problem, shown
from db.codec import event_from
from db.fold import Row
from db.log.replay import fold
from db.records import StoredEvent, StoredWorkflow


class History:
    """The events so far that fit: how many, the hash of the last, and what they add up to."""

    def __init__(self) -> None:
        self.events = 0
        self.hash = b""
        self.stored: StoredWorkflow | None = None
        self._position = 0
        self._recorded_at: datetime | None = None

    def add(self, row: Row) -> Problem | None:
        """Take the next event, in the order of sequences, from its row with its `content`; or say why it can't be."""
        found = self._misplaced(row) or self._unlinked(row) or self._untimely(row)
        if found is not None:
            return found
        try:
            event = _read(row)
            stored = fold([event], self.stored)
        except Exception as error:  # noqa: BLE001 - whatever a forged event makes of the fold is what was to be found
            return _problem(row, "the event", "one that the workflow can take", f"{type(error).__name__}: {error}")
        problem = _inconsistent(row, event, stored)
        if problem is None:
            self.events, self.hash, self.stored = self.events + 1, row["hash"], stored
            self._position, self._recorded_at = row["position"], row["recorded_at"]
        return problem

    def _misplaced(self, row: Row) -> Problem | None:
        expected = self.events + 1
        if row["sequence"] == expected:
            return None
        return Problem("sequence", str(expected), f"{row['sequence']} (position {row['position']})", expected)

    def _unlinked(self, row: Row) -> Problem | None:
        content: str = row["content"]
        expected = hashlib.sha256(self.hash + content.encode()).digest()
        if row["hash"] == expected:
            return None
        return _problem(row, "hash", f"{expected.hex()}, from its content and the hash before it", row["hash"])

    def _untimely(self, row: Row) -> Problem | None:
        position, recorded_at = row["position"], row["recorded_at"]
        if position <= self._position:
            return _problem(row, "position", f"one after {self._position}", position)
        if recorded_at is None:
            return _problem(row, "recorded_at", "a time in the years 1 to 9999", "another one")
        if self._recorded_at is not None and recorded_at < self._recorded_at:
            return _problem(row, "recorded_at", f"no time before {self._recorded_at}", recorded_at)
        return None


def _read(row: Row) -> StoredEvent:
    """The event in a row; raises whatever its columns lead to if it is none."""
    stored = event_from(row)
    if not isinstance(stored.event.data, Mapping):
        raise TypeError("its data is no object")
    return stored


def _inconsistent(row: Row, stored_event: StoredEvent, stored: StoredWorkflow) -> Problem | None:
    """What an event says of itself that the rest of it, or its workflow, says otherwise."""
    event, project = stored_event.event, stored.workflow.project_id
    if row["handoff"] != event.is_handoff:
        return _problem(row, "handoff", str(event.is_handoff), row["handoff"])
    if row["project_id"] != project:
        return _problem(row, "project_id", project, row["project_id"])
    return None


def _problem(row: Row, field: str, expected: str, found: object) -> Problem:
    return Problem(field, shown(expected), shown(found), row["sequence"], row["position"])
