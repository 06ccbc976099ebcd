"""Workflows as they were read last, so that a row is decoded once however often it is read."""

from collections.abc import Iterable
from uuid import UUID

from db.codec import workflow_from
from db.fold import Row
from db.records import StoredWorkflow

CAPACITY = 2_000


class Decoded:
    """Remembers at most `capacity` workflows, those met first forgotten first.

    A row is what it was if its version and the time of its last event are: the log of a workflow is only added to,
    and one that was restored to an earlier state and went another way has other times.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._known: dict[UUID, StoredWorkflow] = {}

    def all(self, rows: Iterable[Row]) -> list[StoredWorkflow]:
        """The records in rows of `build_workflows`."""
        return [self.one(row) for row in rows]

    def one(self, row: Row) -> StoredWorkflow:
        """The record in a row of `build_workflows`."""
        identity = row["id"]
        known = self._known.get(identity)
        if known is not None and known.workflow.version == row["version"] and known.updated_at == row["updated_at"]:
            return known
        found = self._known[identity] = workflow_from(row)
        if len(self._known) > self._capacity:
            del self._known[next(iter(self._known))]
        return found
