"""The attempts at a phase, and what changed from one to another."""

import asyncio
from collections.abc import Sequence

from db.records import StoredEvent
from domain.attempts import Attempt, attempts
from domain.vocabulary import JsonObject, Phase
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


async def compare(before: StoredEvent | None, after: StoredEvent | None) -> list[JsonObject]:
    """How the result in one event becomes that in another, as a JSON Patch (RFC 6902); no event counts as null."""
    results = (None if stored is None else stored.event.data["result"] for stored in (before, after))
    return await asyncio.to_thread(difference, *results)  # large results take a second
