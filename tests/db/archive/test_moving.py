"""Workflows at rest move whole, and come back whole."""

from random import Random

import asyncpg
import pytest

from db.archive.moving import MoveError
from db.log.writer import LogWriter
from db.migrate import downgrade, upgrade
from db.pool import Pool
from domain.commands import Cancel
from domain.vocabulary import Phase, State
from tests.conftest import execute
from tests.db.archive.archiving import BOTH, archived, archived_to, brought_back, completed, connected, halves, move
from tests.db.asks import note, rollback
from tests.db.audit.tampering import UNGUARDED
from tests.db.ledger import chained, rows, sound_log
from tests.db.play import play
from tests.db.writers import begin, begin_many, do
from tests.domain.people import OPERATOR

CONTENT = f"select * from {BOTH} e order by position"
GUARDED = (
    "delete from workflow_events",
    "delete from workflow_events where sequence > 1",
    "update archived_events set message = 'something else'",
    "delete from archived_keys; delete from archived_events where sequence = 1",
    "truncate archived_events cascade",
    "truncate archived_workflows cascade",
)


async def test_what_is_ended_moves_with_all_that_belongs_to_it_and_the_rest_stays(
    writer: LogWriter, database: str
) -> None:
    done, (gone,), open_ = await completed(writer, 2), await begin_many(writer, 1), await begin(writer, State.TESTING)
    await do(writer, Cancel(workflow_id=gone.id, actor=OPERATOR))
    before, workflows = await rows(database, CONTENT), await rows(database, "select * from build_workflows order by id")
    moved = await archived(database)
    ended = {*(each.id for each in done), gone.id}
    assert await halves(database) == ({open_.id}, ended)
    assert await rows(database, CONTENT) == before
    assert sum(each.events for each in moved) == sum(each.version for each in done) + 2
    both = "select * from build_workflows union all select * from archived_workflows order by id"
    assert await rows(database, both) == workflows
    (row,) = await rows(database, "select max(position) as last from archived_events")
    assert await archived_to(database) == row["last"]
    await chained(database, len(before))


async def test_what_has_not_rested_for_long_enough_stays_and_a_limit_is_kept(writer: LogWriter, database: str) -> None:
    done = await completed(writer, 5)
    assert await archived(database, rest=3600) == []
    assert await archived_to(database) == 0
    moved = await archived(database, batch=2, limit=3)
    assert [len(each.workflows) for each in moved] == [2, 1]
    assert (await halves(database))[1] == {each.id for each in done[:3]}


async def test_an_archiving_that_stops_between_two_batches_leaves_nothing_half_moved_and_is_gone_on_with(
    writer: LogWriter, database: str
) -> None:
    await completed(writer, 5)
    before = await rows(database, CONTENT)
    await archived(database, batch=2, limit=2)
    await chained(database, len(before))
    async with connected(database) as connection, connection.transaction():
        assert await connection.fetch("select from build_workflows for update")
        assert [len(each.workflows) for each in await archived(database)] == [0]
    await archived(database)
    assert (await halves(database))[0] == set()
    assert await rows(database, CONTENT) == before


async def test_a_workflow_that_has_changed_since_it_was_chosen_stays(writer: LogWriter, database: str) -> None:
    reopened, noted, still = await completed(writer, 3)
    await do(writer, rollback(reopened, Phase.TESTING), note(noted.id))
    moved = await move(database, {each.id: each.version for each in (reopened, noted, still)})
    assert [str(found) for found in moved.workflows] == [still.id]


async def test_a_move_that_would_lose_or_double_an_event_is_taken_back(writer: LogWriter, database: str) -> None:
    (done,) = await completed(writer)
    await archived(database)
    await execute(database, f"update archived_workflows set version = {done.version + 1}")
    with pytest.raises(MoveError, match="nothing was moved"):
        await brought_back(database, done.id)
    assert await halves(database) == (set(), {done.id})


async def test_a_workflow_that_lacks_an_event_is_not_archived(writer: LogWriter, database: str) -> None:
    await completed(writer)
    await execute(database, UNGUARDED, "delete from workflow_events where sequence = 3")
    assert [len(each.workflows) for each in await archived(database)] == [0]


async def test_what_is_restored_is_where_it_was_and_goes_on(writer: LogWriter, database: str) -> None:
    done, other = await completed(writer, 2)
    before = await sound_log(database)
    await archived(database)
    moved = await brought_back(database, done.id, other.id)
    assert (len(moved.workflows), moved.events) == (2, len(before))
    assert await sound_log(database) == before
    assert await rows(database, "select from archived_keys") == []
    assert await archived_to(database) == len(before)
    await do(writer, rollback(done, Phase.TESTING))
    assert (await brought_back(database, done.id)).workflows == []


@pytest.mark.parametrize("change", GUARDED)
async def test_nothing_else_is_deleted_or_changed_in_the_log_or_in_the_archive(
    writer: LogWriter, database: str, change: str
) -> None:
    await completed(writer, 2)
    await archived(database, limit=1)
    before = await rows(database, CONTENT)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await execute(database, change)
    assert await rows(database, CONTENT) == before


@pytest.mark.parametrize("forged", ["message || '!'", "message"])
async def test_an_event_leaves_the_log_only_if_the_archive_has_the_same_and_with_all_of_its_workflow(
    writer: LogWriter, database: str, forged: str
) -> None:
    await completed(writer)
    columns = [row["name"] for row in await rows(database, COLUMNS, "workflow_events")]
    chosen = ", ".join(forged if name == "message" else name for name in columns)
    await execute(database, "insert into archived_workflows select * from build_workflows")
    await execute(database, f"insert into archived_events select {chosen} from workflow_events where sequence > 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await execute(database, "delete from workflow_events where sequence > 1")


COLUMNS = """
select attname::text as name, atttypid from pg_attribute
where attrelid = $1::text::regclass and attnum > 0 and not attisdropped order by attnum
"""


@pytest.mark.parametrize(
    ("log", "archive"), [("build_workflows", "archived_workflows"), ("workflow_events", "archived_events")]
)
async def test_the_archive_has_the_columns_of_the_log_in_their_order(database: str, log: str, archive: str) -> None:
    assert await rows(database, COLUMNS, archive) == await rows(database, COLUMNS, log)


async def test_what_is_archived_comes_back_when_the_migration_is_taken_back(
    writer: LogWriter, database: str, pool: Pool
) -> None:
    await play(writer, [*await begin_many(writer, 2), *await completed(writer, 2)], Random(4), players=3, turns=10)
    before = await rows(database, CONTENT)
    await archived(database)
    await downgrade(pool.engine, "0004")
    await upgrade(pool.engine)
    assert await rows(database, CONTENT) == before
    await sound_log(database)
