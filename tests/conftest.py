"""A real Postgres for the run, and a database of its own for each test."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from db.embedded import EmbeddedPostgres, embedded_postgres
from db.prepare import prepare_database
from db.store import Store, open_store

TEMPLATE = "template_handoff"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A Postgres of this test process, with a migrated template database."""
    with tempfile.TemporaryDirectory(prefix="handoff-test-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres(Path(folder) / "data", durable=False) as server:
            asyncio.run(_make_template(server))
            yield server


async def _make_template(server: EmbeddedPostgres) -> None:
    await execute(server.url, f"create database {TEMPLATE}")
    await prepare_database(database_url(server, TEMPLATE))


def database_url(server: EmbeddedPostgres, name: str) -> str:
    """The URL of another database of `server`."""
    return server.url.replace("/handoff?", f"/{name}?")


async def execute(url: str, *statements: str) -> None:
    """Run statements on a connection of their own."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def empty_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The URL of a new database without tables."""
    yield from _database(postgres, "template1")


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The URL of a new, migrated database."""
    yield from _database(postgres, TEMPLATE)


def _database(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    asyncio.run(execute(server.url, f"create database {name} template {template}"))
    yield database_url(server, name)
    asyncio.run(execute(server.url, f"drop database {name} with (force)"))


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """The test's database, opened."""
    async with open_store(database) as opened:
        yield opened
