"""The events of one workflow, in pages."""

from collections.abc import Sequence

from db.queries import EventsOf
from db.records import Position, StoredEvent
from db.store import Store
from domain.vocabulary import WorkflowId
from resolvers.paging import Page, page_of, page_size, read_cursor


def ask(store: Store, workflow_id: WorkflowId, first: int, after: str | None, *, handoffs_only: bool) -> EventsOf:
    """What to read for a page. Raises RequestError for a bad page size or cursor."""
    position = read_cursor(store.cursors.position, after) or Position(0)
    return EventsOf(workflow_id, position, page_size(first) + 1, handoffs_only)


def answer(store: Store, asked: EventsOf, found: Sequence[StoredEvent]) -> Page[StoredEvent]:
    """The page that was asked for, from what was read."""
    return page_of(found, asked.limit - 1, lambda stored: store.cursors.of_position(stored.position))
