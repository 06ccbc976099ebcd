"""Servers that want tokens, one for each module of tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio

from db.embedded import EmbeddedPostgres
from tests.api.auth.making import SCRAPER, SECRET
from tests.api.conftest import Running, run
from tests.conftest import TEMPLATE, database_url, execute


@asynccontextmanager
async def served(postgres: EmbeddedPostgres, name: str, **settings: str) -> AsyncIterator[Running]:
    """A server with these settings over a database of this name."""
    await execute(postgres.url, f"create database {name} template {TEMPLATE}")
    async with run(database_url(postgres, name), {}, **settings) as running:
        yield running
    await execute(postgres.url, f"drop database {name} with (force)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(postgres: EmbeddedPostgres) -> AsyncIterator[Running]:
    """A server whose tokens are signed with a secret."""
    async with served(postgres, "guarded", AUTH_SECRET=SECRET, METRICS_TOKEN=SCRAPER) as running:
        yield running
