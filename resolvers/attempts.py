"""The attempts at a phase, and what changed from one to another."""

import asyncio
from collections.abc import Sequence

from db.records import StoredEvent
from db.store import Store
from domain.attempts import Attempt, attempts
from domain.vocabulary import JsonObject, Phase, WorkflowId
from resolvers.difference import difference
from resolvers.requests import RequestError, RequestErrorCode


def attempts_of(outline: Sequence[StoredEvent], phase: Phase) -> list[Attempt]:
    """All attempts at `phase`, the first one first, from the events of a workflow."""
    return [attempt for attempt in attempts(stored.event for stored in outline) if attempt.phase is phase]


def pick(found: Sequence[Attempt], number: int) -> Attempt:
    """The attempt with this number. Raises RequestError if there is none."""
    if not 1 <= number <= len(found):
        message = f"There is no attempt {number}: expected a number from 1 to {len(found)}."
        raise RequestError(RequestErrorCode.NO_SUCH_ATTEMPT, message if found else "The phase has no attempt yet.")
    return found[number - 1]


async def compare(store: Store, workflow_id: WorkflowId, before: Attempt, after: Attempt) -> list[JsonObject]:
    """How the result of one attempt becomes that of another, as a JSON Patch (RFC 6902); no result counts as null."""
    places = {(workflow_id, attempt.result) for attempt in (before, after) if attempt.result is not None}
    found = await store.queries.events_at({(identity, sequence) for identity, sequence in places})
    results = [
        None if attempt.result is None else found[workflow_id, attempt.result].event.data["result"]
        for attempt in (before, after)
    ]
    return await asyncio.to_thread(difference, *results)  # large results take a second
