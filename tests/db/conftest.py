"""A writer on the test's database, and a way to it that can fail."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.log.writer import LogWriter
from db.pool import Pool
from db.queries import Queries
from tests.db.proxy import Proxy
from tests.db.writers import running


@pytest.fixture
async def writer(database: str) -> AsyncIterator[LogWriter]:
    """A writer that reaches the database directly."""
    async with running(database) as opened:
        yield opened


@pytest.fixture
async def other(database: str) -> AsyncIterator[LogWriter]:
    """The writer of another process."""
    async with running(database) as opened:
        yield opened


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[Proxy]:
    """A way to the database that can fail."""
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        opened = Proxy(database, Path(folder))
        await opened.open()
        yield opened
        await opened.close()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A pool of connections to the database."""
    opened = await Pool(database).open()
    yield opened
    await opened.dispose()


@pytest.fixture
def queries(pool: Pool) -> Queries:
    return Queries(pool)
