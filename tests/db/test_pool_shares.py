"""What clients ask for leaves connections for the server itself."""

import asyncio

from sqlalchemy import text

from db.pool import Pool
from tests.db.waiting import until


async def test_however_many_clients_ask_the_server_finds_connections_for_audits_and_for_itself(pool: Pool) -> None:
    done = asyncio.Event()

    async def ask() -> None:
        async with pool.asked():
            await done.wait()

    async def many() -> bool:
        return pool.in_use >= 2

    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(ask())
        await until(many)
        async with pool.connect() as one, pool.connect() as two, pool.connect() as three:
            for connection in (one, two, three):
                assert (await connection.execute(text("select 1"))).scalar_one() == 1
        done.set()
