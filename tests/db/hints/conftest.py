"""A way of hints for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.db.hints.opening import WAYS
from tests.db.hints.ways import Way


@pytest.fixture(params=WAYS)
async def way(request: pytest.FixtureRequest, database: str) -> AsyncIterator[Way]:
    """A way of hints for the processes on the test's database."""
    async with WAYS[request.param](database) as opened:
        yield opened
