"""The migrations lead to what the code expects, and back."""

import asyncio
from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from db.log.writer import LogWriter
from db.migrate import downgrade, is_current, upgrade
from db.pool import Pool, create_engine
from db.prepare import prepare_database
from db.tables import metadata
from tests.db.barrier import barrier
from tests.db.ledger import rows
from tests.db.play import play
from tests.db.processes import output, spawn
from tests.db.writers import begin, begin_many

MIGRATE = "import asyncio, sys; from db.prepare import prepare_database; asyncio.run(prepare_database(sys.argv[1]))"
LOCK = "select pg_advisory_xact_lock(0x48414E44)"
_MINE = "relnamespace = 'public'::regnamespace and relname not like 'alembic_version%'"
CATALOG = f"""
select 'column' as kind, relname::text, attname::text as name,
       concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) as definition,
       col_description(pg_class.oid, attnum) as comment
from pg_class join pg_attribute on attrelid = pg_class.oid left join pg_attrdef on adrelid = attrelid and adnum = attnum
where {_MINE} and relkind = 'r' and attnum > 0 and not attisdropped
union all
select 'constraint', relname, conname, pg_get_constraintdef(pg_constraint.oid), null
from pg_constraint join pg_class on conrelid = pg_class.oid where {_MINE}
union all
select 'index', relname, relname, pg_get_indexdef(oid), null from pg_class where {_MINE} and relkind = 'i'
union all
select 'table', relname, relname, '', obj_description(oid, 'pg_class') from pg_class where {_MINE} and relkind = 'r'
order by 1, 2, 3
"""
OBJECTS = f"""
select relname::text as name from pg_class where {_MINE} and relkind in ('r', 'v')
union all select tgname from pg_trigger where not tgisinternal
union all select proname from pg_proc where pronamespace = 'public'::regnamespace
order by 1
"""


def differences(connection: Connection) -> list[object]:
    """What an automatic migration would change."""
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def names(url: str) -> list[str]:
    """Everything that the migrations made."""
    return [row["name"] for row in await rows(url, OBJECTS)]


async def test_a_migrated_database_needs_no_further_migration_to_be_like_the_tables(pool: Pool) -> None:
    async with pool.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_migrated_database_has_the_columns_comments_constraints_and_indexes_of_the_tables(
    database: str, empty_database: str
) -> None:
    engine = create_engine(empty_database, pool_size=5)
    async with engine.connect() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    expected = await rows(empty_database, CATALOG)
    assert len(expected) > 40
    assert await rows(database, CATALOG) == expected


async def test_migrations_make_the_view_and_the_triggers_beside_the_tables(database: str) -> None:
    assert await names(database) == [
        "archived_events",
        "archived_events_no_loss",
        "archived_events_no_truncate",
        "archived_events_no_update",
        "archived_events_refuse_loss",
        "archived_keys",
        "archived_workflows",
        "build_workflows",
        "handoff_chain",
        "handoff_link",
        "log_head",
        "workflow_events",
        "workflow_events_no_loss",
        "workflow_events_no_truncate",
        "workflow_events_no_update",
        "workflow_events_refuse_change",
        "workflow_events_refuse_loss",
        "workflow_handoffs",
    ]


async def test_migrations_go_down_to_nothing_and_up_again(pool: Pool, database: str) -> None:
    before = await names(database)
    assert await is_current(pool.engine)
    await downgrade(pool.engine)
    assert not await is_current(pool.engine)
    assert await names(database) == []
    await upgrade(pool.engine)
    assert await is_current(pool.engine)
    assert await names(database) == before


@pytest.mark.parametrize("revision", ["base", "0001"])
async def test_a_log_that_was_written_goes_down_with_its_workflows(
    pool: Pool, writer: LogWriter, revision: str
) -> None:
    await play(writer, await begin_many(writer, 4), Random(5), players=4, turns=20)
    await begin(writer)
    await downgrade(pool.engine, revision)
    await upgrade(pool.engine)
    assert await is_current(pool.engine)


async def test_each_log_gets_a_secret_of_its_own_by_migrating(database: str, empty_database: str) -> None:
    await prepare_database(empty_database)
    secrets = {bytes(row["secret"]) for url in (database, empty_database) for row in await rows(url, "table log_head")}
    assert sorted(map(len, secrets)) == [32, 32]


async def test_migrating_again_changes_nothing(database: str) -> None:
    before = await rows(database, "select * from log_head")
    await prepare_database(database)
    assert await rows(database, "select * from log_head") == before


async def test_two_processes_may_migrate_at_the_same_time(empty_database: str) -> None:
    async with barrier(empty_database, LOCK, waiting=2):
        processes = [await spawn("-c", MIGRATE, empty_database) for _ in range(2)]
    await asyncio.gather(*map(output, processes))
    assert len(await rows(empty_database, "select * from log_head")) == 1


async def test_each_migrated_database_has_a_log_of_its_own(database: str, empty_database: str) -> None:
    await prepare_database(empty_database)
    ids = [await rows(url, "select log_id from log_head") for url in (database, empty_database)]
    assert ids[0] != ids[1]
