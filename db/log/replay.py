"""Finding what was already carried out: keys that the log bears, and the answers that went with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from db.codec import event_from
from db.log.answers import Answer, Committed, Refused
from db.log.batch import project_of
from db.log.item import Item
from db.records import StoredEvent, StoredWorkflow, succeed
from domain.evolve import evolve
from domain.refusals import IdempotencyConflict
from domain.vocabulary import WorkflowId

if TYPE_CHECKING:
    import asyncpg

_FIND = """
select e.* from workflow_events e
join unnest($1::text[], $2::text[]) as t(project_id, key) on e.project_id = t.project_id and e.idempotency_key = t.key
"""
_HISTORY = "select * from workflow_events where workflow_id = $1 and sequence <= $2 order by sequence"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command that was carried out: the last of its events, and the digest of what it asked for."""

    first: StoredEvent
    last_sequence: int
    fingerprint: bytes


async def find_recorded(
    connection: "asyncpg.Connection", items: Iterable[Item], stored: Mapping[WorkflowId, StoredWorkflow]
) -> dict[Item, Recorded]:
    """Those of `items` whose key the log bears already."""
    wanted = {item: (project_of(item, stored.get(item.command.workflow_id)), item.key) for item in items}
    if not wanted:
        return {}
    projects, keys = zip(*wanted.values(), strict=True)
    rows = await connection.fetch(_FIND, projects, keys)
    found = {(row["project_id"], row["idempotency_key"]): row for row in rows}
    return {item: _recorded(found[place]) for item, place in wanted.items() if place in found}


def _recorded(row: "asyncpg.Record") -> Recorded:
    last = row["sequence"] + row["command_size"] - 1
    return Recorded(event_from(row), last, row["request_fingerprint"])


async def answer_again(
    connection: "asyncpg.Connection", item: Item, recorded: Recorded, stored: StoredWorkflow | None
) -> Answer:
    """The first answer to the request that used the item's key, or a refusal if that was another request."""
    if recorded.fingerprint != item.fingerprint:
        return Refused(IdempotencyConflict(item.key), stored)
    first = recorded.first.event
    rows = await connection.fetch(_HISTORY, UUID(first.workflow_id), recorded.last_sequence)
    events = [event_from(row) for row in rows]
    made = tuple(event for event in events if event.event.sequence >= first.sequence)
    return Committed(made, fold(events), replayed=not item.uncertain)


def fold(events: Iterable[StoredEvent]) -> StoredWorkflow:
    """The workflow that its events, from the first on, add up to."""
    stored: StoredWorkflow | None = None
    for event in events:
        workflow = evolve(None if stored is None else stored.workflow, event.event)
        stored = succeed(stored, workflow, event.recorded_at)
    if stored is None:
        raise LookupError("a workflow has at least the event that started it")
    return stored
