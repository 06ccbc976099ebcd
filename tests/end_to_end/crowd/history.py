"""The log as the checker reads it, straight from the database, which knows the keys."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import asyncpg

from tests.db.ledger import rows

_LOG = "select * from workflow_events order by workflow_id, sequence"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event: its places, what it did, and the key of the command that made it, if one did.

    `worker` is who claimed, or had claimed, the work; `claim` the sequence of the claim that it ends, where it says so.
    """

    position: int
    workflow: str
    sequence: int
    kind: str
    phase: str | None
    from_state: str | None
    to_state: str
    worker: str | None = None
    claim: int | None = None
    key: str | None = None


async def read_log(url: str) -> list[Entry]:
    """All events by position; each bears the key of its command, which the database keeps on the first one only."""
    found: list[Entry] = []
    key, left = None, 0
    for row in await rows(url, _LOG):
        if row["idempotency_key"] is not None:
            key, left = row["idempotency_key"], row["command_size"]
        found.append(replace(_entry(row), key=key if left > 0 else None))
        left -= 1
    return sorted(found, key=attrgetter("position"))


def _entry(row: asyncpg.Record) -> Entry:
    data = json.loads(row["data"])
    return Entry(
        position=row["position"],
        workflow=str(row["workflow_id"]),
        sequence=row["sequence"],
        kind=row["kind"],
        phase=row["phase"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        worker=data.get("worker"),
        claim=data.get("claim"),
    )


def by_workflow(log: Iterable[Entry]) -> dict[str, Sequence[Entry]]:
    """The events of each workflow, in the log's order."""
    identity = attrgetter("workflow")
    return {workflow: tuple(events) for workflow, events in groupby(sorted(log, key=identity), identity)}
