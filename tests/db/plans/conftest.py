"""Many workflows, and the plans of what is asked about them."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from db.embedded import EmbeddedPostgres
from db.pool import Pool
from tests.conftest import TEMPLATE, _database
from tests.db.plans.log import PlanLog, log_plans
from tests.db.plans.many import fill


@pytest.fixture(scope="session")
def full(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database with many workflows."""
    for url in _database(postgres, TEMPLATE):
        asyncio.run(fill(url))
        yield url


@pytest.fixture
async def plans(full: str) -> PlanLog:
    return await log_plans(full)


@pytest.fixture
async def pool(full: str, plans: PlanLog) -> AsyncIterator[Pool]:  # noqa: ARG001 - plans are logged before
    """One connection, whose plans are logged."""
    opened = await Pool(full, size=1, composing=1).open()
    yield opened
    await opened.dispose()
