"""Making processes meet: they are held up by a lock until all of them wait for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.db.waiting import until

_WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@asynccontextmanager
async def barrier(url: str, lock: str, *, waiting: int) -> AsyncIterator[None]:
    """Hold `lock`, a statement, during the block, and after it until so many others wait for it."""
    connection = await asyncpg.connect(url)
    watcher = await asyncpg.connect(url)

    async def met() -> bool:
        return bool(await watcher.fetchval(_WAITING) >= waiting)

    try:
        async with connection.transaction():
            await connection.execute(lock)
            yield
            await until(met)
    finally:
        await watcher.close()
        await connection.close()
