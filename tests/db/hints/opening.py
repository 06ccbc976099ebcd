"""Each way of hints, on a real server."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from db.hints import DATABASE
from db.hints.postgres import NAME, postgres_line
from db.hints.redis import redis_line
from tests.db.backends import terminate
from tests.db.hints.redis_server import PROGRAM, RedisServer
from tests.db.hints.ways import CHANNEL, Way
from tests.db.ledger import rows
from tests.db.proxy import Proxy

LISTENING = "select from pg_stat_activity where application_name = $1 and state = 'idle' and query <> ''"


@asynccontextmanager
async def postgres_way(database: str) -> AsyncIterator[Way]:
    """Through the test's database; what can be frozen or shut is a proxy before it."""
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        proxy = Proxy(database, Path(folder))
        await proxy.open()

        async def listeners() -> int:
            return len(await rows(database, LISTENING, NAME))

        async def shut() -> None:
            proxy.shut()
            await proxy.cut()

        yield Way(
            DATABASE,
            proxy.url,
            partial(postgres_line, proxy.url, CHANNEL),
            listeners,
            partial(terminate, database, NAME),
            proxy.freeze,
            proxy.thaw,
            shut,
            proxy.open,
        )
        await proxy.close()


@asynccontextmanager
async def redis_way(_: str) -> AsyncIterator[Way]:
    """Through a Redis server."""
    if PROGRAM is None:
        pytest.skip("there is no redis-server on this machine")
    with tempfile.TemporaryDirectory(prefix="handoff-redis-") as folder:
        server = RedisServer(Path(folder))
        await server.start()
        try:
            yield Way(
                server.url,
                "",
                partial(redis_line, server.url, CHANNEL),
                server.listeners,
                server.cut,
                server.freeze,
                server.thaw,
                server.stop,
                server.start,
            )
        finally:
            await server.stop()


WAYS = {"postgres": postgres_way, "redis": redis_way}
