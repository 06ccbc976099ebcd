"""Whatever is read by name is found in the archive, too, by whoever may see it."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from db import reading
from db.archive.reading import everywhere
from db.homes import Homes
from db.leases import Heartbeat, Leases
from db.log.horizon import Horizon
from db.log.replay import _FIND
from db.log.writer import LogWriter
from db.pool import Pool
from db.queries import EventsOf, Queries, WorkflowFilter
from db.records import Position
from domain.commands import Cancel
from domain.vocabulary import Role, WorkflowId
from tests.db.archive.archiving import archived, brought_back, completed, connected
from tests.db.asks import claim
from tests.db.ledger import rows
from tests.db.writers import begin, do
from tests.domain.people import OPERATOR

NOWHERE = WorkflowId("3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11")


async def test_what_is_read_by_name_is_the_same_before_and_after_it_was_archived(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    (done, other), open_ = await completed(writer, 2), await begin(writer)
    queries, ids = Queries(pool, horizon=Horizon(Position(1))), [done.id, open_.id, other.id]
    pages = [EventsOf(identity, Position(4), 3, some) for identity in ids for some in (True, False)]
    places = [(identity, sequence) for identity in ids for sequence in (1, 5)]

    async def read() -> tuple[object, ...]:
        return (
            await queries.events_of([EventsOf(done.id, Position(0), 5)]),
            await queries.events_of(pages),
            await queries.events_at(places),
            await queries.outlines(ids),
            [
                found and replace(found, archived=False)
                for found in [await queries.workflow(i) for i in (*ids, NOWHERE)]
            ],
            await Homes(pool).of(done.id),
        )

    before = await read()
    await archived(database)
    assert await read() == before
    found = [await queries.workflow(identity) for identity in ids]
    assert [each is not None and each.archived for each in found] == [True, False, True]
    await brought_back(database, done.id)
    assert await read() == before


async def test_lists_do_not_have_what_is_archived(writer: LogWriter, pool: Pool, database: str) -> None:
    queries, open_ = Queries(pool), await begin(writer)
    await completed(writer)
    await archived(database)
    assert [found.workflow.id for found in await queries.newest(WorkflowFilter(), None, 9)] == [open_.id]
    assert [found.workflow.id for found in await queries.waiting(Role.Q_ASSISTANT, None, None, 9)] == [open_.id]


@pytest.mark.parametrize(("project", "seen"), [("project-1", True), ("another", False)])
async def test_what_is_archived_is_found_by_those_only_who_see_its_project(
    writer: LogWriter, pool: Pool, database: str, project: str, *, seen: bool
) -> None:
    (done,) = await completed(writer)
    await archived(database)
    queries = Queries(pool, frozenset({project}), horizon=Horizon(Position(1)))
    page = EventsOf(done.id, Position(0), 100)
    assert (await queries.workflow(done.id) is not None) is seen
    assert bool((await queries.events_of([page]))[page]) is seen
    assert bool(await queries.events_at([(done.id, 1)])) is seen
    assert bool((await queries.outlines([done.id]))[done.id]) is seen


async def test_a_heartbeat_finds_the_archived_workflow_as_it_is(writer: LogWriter, pool: Pool, database: str) -> None:
    (done,) = await completed(writer)
    await archived(database)
    found = await Leases(pool).beat(Heartbeat(done.id, 2, None, None, None))
    assert found is not None
    assert (found.stored.workflow, found.extended, found.lease) == (done, False, None)
    assert await Leases(pool).beat(Heartbeat(NOWHERE, 2, None, None, None)) is None


async def test_nothing_more_is_asked_while_there_is_no_archive(writer: LogWriter, pool: Pool, database: str) -> None:
    workflow, queries = await begin(writer), Queries(pool)
    page = EventsOf(workflow.id, Position(1), 10)
    await rows(database, "alter table archived_events rename to nowhere")
    assert await queries.events_of([page]) == {page: []}
    assert await queries.claimed_with("a key", None, "Somebody") is None
    assert await queries.workflow(workflow.id) is not None


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (everywhere(reading.BY_ID), ([UUID(NOWHERE)],)),
        (everywhere(reading.EVENTS_AT), ([UUID(NOWHERE)], None, [1])),
        (everywhere(reading.EVENTS_OF), ([UUID(NOWHERE)], None, 0, 1, 10)),
        (everywhere(reading.HANDOFFS_OF), ([UUID(NOWHERE)], None, 0, 1, 10)),
        (everywhere(reading.OUTLINES), ([UUID(NOWHERE)], None)),
        (reading.CLAIMED_WITH[1], ("key", None, "project")),
        (reading.CLAIMED_ANYWHERE_WITH[1], ("key", None, "holder")),
        (_FIND, (["project"], [None], ["key"])),
    ],
)
async def test_what_is_archived_is_found_by_an_index(
    database: str, statement: str, arguments: tuple[object, ...]
) -> None:
    async with connected(database) as connection:
        await connection.execute("set enable_seqscan = off")
        plan = "\n".join(row[0] for row in await connection.fetch(f"explain {statement}", *arguments))
    assert "archived_" in plan
    assert not re.search("Seq Scan on (archived|workflow|build)", plan), plan


async def test_what_was_claimed_under_a_key_is_found_in_the_archive(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    first, second = await begin(writer), await begin(writer)
    await writer.submit(claim(first), "of the project")
    await writer.submit(replace(claim(second), named=False), "of the holder")
    await do(writer, *(Cancel(workflow_id=each.id, actor=OPERATOR) for each in (first, second)))
    await archived(database)
    holder = str(claim(second).actor.name)
    for horizon, found in ((Horizon(), (None, None)), (Horizon(Position(1)), (first.id, second.id))):
        queries = Queries(pool, horizon=horizon)
        of_project = await queries.claimed_with("of the project", first.project_id, holder)
        assert (of_project, await queries.claimed_with("of the holder", None, holder)) == found


def test_only_tables_are_looked_for_in_both_halves() -> None:
    statement = "select extract(epoch from workflow_events.recorded_at) from workflow_events where position > 1"
    assert everywhere(statement).count("union all") == 1
    assert everywhere("select 1") == "select 1"
