"""Making a database ready, or saying why that can't be done."""

import pytest

from db.embedded import EmbeddedPostgres
from db.migrate import is_current
from db.pool import create_engine
from db.prepare import DatabaseUnfitError, prepare_database
from tests.conftest import database_url, execute


async def test_an_empty_database_becomes_current(empty_database: str) -> None:
    await prepare_database(empty_database)
    engine = create_engine(empty_database, pool_size=5)
    assert await is_current(engine)
    await engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://somebody@localhost/handoff",
        "postgresql://[/handoff",
        "postgresql://localhost:port/handoff",
        "postgresql:///handoff?host=/nowhere",
        "postgresql://somebody@127.0.0.1:1/handoff",
    ],
)
async def test_a_url_that_leads_nowhere_is_reported_with_what_would_help(url: str) -> None:
    with pytest.raises(DatabaseUnfitError, match=r"the database can't be used: .+\. Check DATABASE_URL"):
        await prepare_database(url)


async def test_a_database_that_is_missing_is_reported_by_name(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(DatabaseUnfitError, match='"missing" does not exist'):
        await prepare_database(database_url(postgres, "missing"))


async def test_tables_of_somebody_else_are_left_alone(empty_database: str) -> None:
    await execute(empty_database, "create table log_head (id int)")
    with pytest.raises(DatabaseUnfitError, match='"log_head" already exists'):
        await prepare_database(empty_database)
    await execute(empty_database, "select id from log_head", "drop table log_head")
    await prepare_database(empty_database)
