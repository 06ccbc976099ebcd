"""A connection that is made anew leaves nothing behind on the server."""

import asyncio
from contextlib import suppress

import asyncpg

from db.log.link import Link
from tests.db.waiting import until


async def backends(database: str) -> list[int]:
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch("select pid from pg_stat_activity where application_name = 'linked'")
        return [row["pid"] for row in rows]
    finally:
        await connection.close()


async def is_busy(database: str) -> bool:
    connection = await asyncpg.connect(database)
    try:
        query = "select count(*) from pg_stat_activity where application_name = 'linked' and state = 'active'"
        return bool(await connection.fetchval(query))
    finally:
        await connection.close()


async def test_what_a_lost_connection_had_sent_is_ended_before_the_next_one_is_used(database: str) -> None:
    link = Link(database, name="linked", settings="set jit = off")
    connection = await link.get()
    (old,) = await backends(database)
    sleeping = asyncio.create_task(connection.fetch("select pg_sleep(60)"))
    await until(lambda: is_busy(database))
    link.drop()
    with suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
        await sleeping
    await link.get()
    (new,) = await backends(database)
    assert new != old
    await link.close()


async def test_a_connection_that_the_server_ended_is_made_anew(database: str) -> None:
    link = Link(database, name="linked", settings="set jit = off")
    connection = await link.get()
    (old,) = await backends(database)
    terminator = await asyncpg.connect(database)
    await terminator.fetchval("select pg_terminate_backend($1)", old)
    await terminator.close()

    async def ended() -> bool:
        return connection.is_closed()

    await until(ended)
    assert await (await link.get()).fetchval("select 1") == 1
    await link.close()
