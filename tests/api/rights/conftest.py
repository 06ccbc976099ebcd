"""One server that wants tokens for each module, and somebody who may do everything."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db.embedded import EmbeddedPostgres
from tests.api.auth.conftest import served
from tests.api.auth.making import SECRET
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.rights.people import EVERYTHING, speaking


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(postgres: EmbeddedPostgres) -> AsyncIterator[Running]:
    """A server whose tokens are signed with a secret."""
    async with served(postgres, "rights", AUTH_SECRET=SECRET) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def admin(guarded: Running) -> AsyncIterator[Client]:
    """A client of somebody who may do everything."""
    async with speaking(guarded, EVERYTHING) as client:
        yield client
