"""Lists of workflows: what they hold, and in what order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

import pytest

from db.cursors import ListPlace
from db.log.writer import LogWriter
from db.queries import Queries, WorkflowFilter
from db.records import StoredWorkflow
from domain.vocabulary import Role, State, Status, WorkflowId
from tests.db.asks import note, start, step
from tests.db.ledger import stored_workflows
from tests.db.play import play
from tests.db.writers import begin, begin_many, do, together

Records: TypeAlias = list[StoredWorkflow]
Read: TypeAlias = Callable[[ListPlace | None, int], Awaitable[Sequence[StoredWorkflow]]]
SIZES = (1, 2, 5, 24, 100)
GATES = (State.HANDOFF_TO_CODER, State.HANDOFF_TO_TESTER)


@pytest.fixture
async def records(writer: LogWriter, database: str) -> Records:
    """Workflows to which much has happened, half of them started at the very same time; the newest first."""
    known = await begin_many(writer, 12)
    known += [
        answer.workflow.workflow
        for answer in await together(writer, *(start("project-1", gates=GATES) for _ in range(12)))
    ]
    await play(writer, known, Random(11), players=8, turns=40)
    return sorted((await stored_workflows(database)).values(), key=created, reverse=True)


def created(record: StoredWorkflow) -> tuple[datetime, UUID]:
    """The order of the newest, backwards."""
    return record.created_at, UUID(record.workflow.id)


def since(record: StoredWorkflow) -> tuple[datetime, UUID]:
    """The order of what waits."""
    return record.since, UUID(record.workflow.id)


async def all_pages(read: Read, size: int, order: Callable[[StoredWorkflow], tuple[datetime, UUID]]) -> Records:
    """What pages of one size, one after the other, give."""
    found: Records = []
    place: ListPlace | None = None
    while page := await read(place, size):
        assert len(page) <= size
        found += page
        place = ListPlace(*order(page[-1]))
    return found


def matches(record: StoredWorkflow, wanted: WorkflowFilter) -> bool:
    """What the filter means."""
    workflow = record.workflow
    return (
        wanted.project_id in {None, workflow.project_id}
        and wanted.build_id in {None, workflow.build_id}
        and workflow.state in (wanted.states or State)
        and workflow.status in (wanted.statuses or Status)
        and (not wanted.owners or workflow.owner in wanted.owners)
        and record.created_at >= (wanted.created_from or record.created_at)
        and record.created_at < (wanted.created_before or record.created_at + timedelta(1))
        and record.updated_at >= (wanted.updated_from or record.updated_at)
    )


def some_filter(random: Random, records: Records) -> WorkflowFilter:
    """A combination of everything that can be filtered by, with most of it left out."""
    one = random.choice(records)
    parts: dict[str, Any] = {
        "project_id": random.choice((one.workflow.project_id, "none")),
        "build_id": one.workflow.build_id,
        "states": random.sample(tuple(State), 4),
        "statuses": random.sample(tuple(Status), 2),
        "owners": frozenset(random.sample(tuple(Role), 2)),
        "created_from": one.created_at,
        "created_before": one.created_at,
        "updated_from": one.updated_at,
    }
    return WorkflowFilter(**{name: value for name, value in parts.items() if random.random() < 0.3})


async def test_pages_of_the_newest_are_complete_and_in_order(queries: Queries, records: Records) -> None:
    for size in SIZES:
        assert await all_pages(partial(queries.newest, WorkflowFilter()), size, created) == records


async def test_filters_combined_give_what_matches_them_all(queries: Queries, records: Records) -> None:
    random = Random(3)
    numbers = set()
    for wanted in (some_filter(random, records) for _ in range(150)):
        expected = [record for record in records if matches(record, wanted)]
        assert await queries.newest(wanted, None, 100) == expected, wanted
        numbers.add(len(expected))
    assert len(numbers) > 8


async def test_pages_of_what_matches_a_filter_are_complete_and_in_order(queries: Queries, records: Records) -> None:
    wanted = WorkflowFilter(project_id="project-1", statuses=[Status.ACTIVE, Status.PAUSED])
    expected = [record for record in records if matches(record, wanted)]
    for size in SIZES:
        assert await all_pages(partial(queries.newest, wanted), size, created) == expected


async def test_pages_of_what_waits_for_a_role_are_complete_and_begin_with_the_oldest(
    queries: Queries, records: Records
) -> None:
    for role, project in product(Role, (None, "project-1", "none")):
        wanted = WorkflowFilter(project_id=project)
        found = (record for record in records if matches(record, wanted) and record.workflow.waits_for is role)
        expected = sorted(found, key=since)
        for size in SIZES:
            assert await all_pages(partial(queries.waiting, role, project), size, since) == expected
        claimable = [record for record in expected if record.workflow.owner is role]
        places = await queries.claimable(role, project, None, 100)
        assert places == [ListPlace(record.since, UUID(record.workflow.id)) for record in claimable]


async def test_workflows_that_start_meanwhile_do_not_disturb_the_pages_of_the_newest(
    queries: Queries, writer: LogWriter, records: Records
) -> None:
    async def read(place: ListPlace | None, limit: int) -> Sequence[StoredWorkflow]:
        page = await queries.newest(WorkflowFilter(), place, limit)
        await begin(writer)
        return page

    assert await all_pages(read, 7, created) == records


async def test_what_was_waited_for_is_no_longer_in_the_inbox(queries: Queries, writer: LogWriter) -> None:
    first, second = await begin(writer), await begin(writer)
    await do(writer, note(first.id))
    waiting = await queries.waiting(Role.Q_ASSISTANT, None, None, 10)
    assert [record.workflow.id for record in waiting] == [first.id, second.id]
    await do(writer, step(first))
    waiting = await queries.waiting(Role.Q_ASSISTANT, None, None, 10)
    assert [record.workflow.id for record in waiting] == [second.id, first.id]


async def test_workflows_are_found_by_their_ids(queries: Queries, records: Records) -> None:
    ids = [record.workflow.id for record in records]
    strange = map(WorkflowId, ("", "x", "\0", ids[0].upper(), "3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11"))
    found = await asyncio.gather(*map(queries.workflow, [*ids[:5], ids[0], *strange]))
    assert found == [*records[:5], records[0], None, None, None, None, None]
