"""Pages of the log."""

from itertools import product
from random import Random

import pytest

from db.log.reader import EventFilter, LogReader
from db.log.writer import LogWriter
from db.pool import Pool
from db.records import Position, StoredEvent
from domain.vocabulary import Role, WorkflowId
from tests.db.asks import note
from tests.db.ledger import rows, whole_log
from tests.db.play import play
from tests.db.writers import begin, begin_many, do

NOWHERE = WorkflowId("3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11")


@pytest.fixture
def reader(pool: Pool) -> LogReader:
    return LogReader(pool)


@pytest.fixture
async def log(writer: LogWriter, database: str) -> list[StoredEvent]:
    """A log in which much has happened."""
    await play(writer, await begin_many(writer, 5), Random(7), players=8, turns=20)
    return await whole_log(database)


def every_filter(log: list[StoredEvent]) -> list[EventFilter]:
    """All combinations, also of what does not occur."""
    identities = (None, log[0].event.workflow_id, log[1].event.workflow_id, NOWHERE)
    choices = product(identities, (None, "project-0", "project-1", "none"), (None, *Role), (False, True))
    return [EventFilter(*choice) for choice in choices]


async def all_pages(reader: LogReader, wanted: EventFilter, limit: int, after: int = 0) -> list[StoredEvent]:
    """What small pages, one after the other, give."""
    found: list[StoredEvent] = []
    position, head = Position(after), await reader.head()
    while position < head:
        page = await reader.page(position, wanted, limit)
        assert len(page.events) <= limit
        assert page.complete_to > position
        found += page.events
        position = page.complete_to
    return found


async def test_a_page_holds_exactly_the_events_that_match_its_filter(reader: LogReader, log: list[StoredEvent]) -> None:
    for number, wanted in enumerate(every_filter(log)):
        after = Position(number % 50)
        page = await reader.page(after, wanted, 1_000)
        assert page.events == [one for one in log if one.position > after and wanted.matches(one)], wanted
        assert page.complete_to == len(log)


@pytest.mark.parametrize("reach", [1, 5, 10_000])
@pytest.mark.parametrize("limit", [1, 2, 7, 50])
async def test_small_pages_give_every_event_once(pool: Pool, log: list[StoredEvent], limit: int, reach: int) -> None:
    reader = LogReader(pool, reach=reach)
    filters = Random(limit).sample(every_filter(log), 6)
    for wanted in (EventFilter(), *filters):
        found = await all_pages(reader, wanted, limit, after=3)
        assert found == [one for one in log if one.position > 3 and wanted.matches(one)], wanted


async def test_a_page_looks_no_further_than_its_reach_for_what_no_index_finds(
    pool: Pool, log: list[StoredEvent]
) -> None:
    reader, projects = LogReader(pool, reach=10), frozenset({"none", "neither"})
    for rare in (EventFilter(projects=projects), EventFilter(project_id="none", handoffs_only=True)):
        page = await reader.page(Position(5), rare, 100)
        assert (page.events, page.complete_to) == ([], 15)
    for indexed in (EventFilter(workflow_id=NOWHERE), EventFilter(project_id="none")):
        page = await reader.page(Position(5), indexed, 100)
        assert (page.events, page.complete_to) == ([], len(log))


async def test_a_page_is_complete_up_to_the_head_though_nothing_matches(
    reader: LogReader, log: list[StoredEvent]
) -> None:
    page = await reader.page(Position(0), EventFilter(workflow_id=NOWHERE), 10)
    assert (page.events, page.complete_to) == ([], len(log))


async def test_after_the_head_there_is_nothing(reader: LogReader, log: list[StoredEvent]) -> None:
    ahead = Position(len(log) + 5)
    page = await reader.page(ahead, EventFilter(), 10)
    assert (page.events, page.complete_to) == ([], ahead)


async def test_an_empty_log_has_its_head_at_zero(reader: LogReader, writer: LogWriter) -> None:
    assert await reader.head() == 0
    workflow = await begin(writer)
    await do(writer, note(workflow.id))
    assert await reader.head() == 2


async def test_the_log_is_known_by_the_id_and_the_secret_in_its_head(reader: LogReader, database: str) -> None:
    (row,) = await rows(database, "select log_id, secret from log_head")
    assert await reader.identify() == (row["log_id"], row["secret"])
    assert len(row["secret"]) == 32
