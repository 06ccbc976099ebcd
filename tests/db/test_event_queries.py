"""Events of single workflows."""

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from db.log.writer import LogWriter
from db.queries import EventsOf, Queries
from db.records import Position, StoredEvent
from domain.vocabulary import WorkflowId
from tests.db.ledger import by_workflow, whole_log
from tests.db.play import play
from tests.db.writers import begin_many

NOWHERE = WorkflowId("3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11")
Histories = dict[WorkflowId, Sequence[StoredEvent]]


@pytest.fixture
async def histories(writer: LogWriter, database: str) -> Histories:
    """Workflows to which much has happened, and one that does not exist."""
    await play(writer, await begin_many(writer, 5), Random(2), players=8, turns=20)
    return {**by_workflow(await whole_log(database)), NOWHERE: ()}


def expected(asked: EventsOf, history: Sequence[StoredEvent]) -> list[StoredEvent]:
    """What a page must hold."""
    wanted = (
        one for one in history if one.position > asked.after and (one.event.is_handoff or not asked.handoffs_only)
    )
    return list(wanted)[: asked.limit]


async def test_pages_of_several_workflows_read_together_are_as_if_read_alone(
    queries: Queries, histories: Histories
) -> None:
    choices = product(histories, map(Position, (0, 9, 10**9)), (1, 3, 1_000), (False, True))
    pages = [EventsOf(*choice) for choice in choices]
    Random(1).shuffle(pages)
    found = await queries.events_of([*pages, pages[0]])
    assert found == {page: expected(page, histories[page.workflow_id]) for page in pages}


async def test_small_pages_give_every_event_of_a_workflow_once(queries: Queries, histories: Histories) -> None:
    for identity, history in histories.items():
        found: list[StoredEvent] = []
        asked = EventsOf(identity, Position(0), 4)
        while page := (await queries.events_of([asked]))[asked]:
            found += page
            asked = EventsOf(identity, page[-1].position, 4)
        assert found == list(history)


async def test_events_are_found_by_workflow_and_sequence(queries: Queries, histories: Histories) -> None:
    events = [one for history in histories.values() for one in history]
    places = {(one.event.workflow_id, one.event.sequence): one for one in events}
    missing = [(NOWHERE, 1), (events[0].event.workflow_id, 0), (events[0].event.workflow_id, 10**6)]
    assert await queries.events_at([*places, *places, *missing]) == places
    assert await queries.events_at(missing) == {}


async def test_what_is_not_asked_for_is_not_read(queries: Queries) -> None:
    assert await queries.events_of([]) == {}
    assert await queries.events_at([]) == {}
