"""Hints by way of the database itself: LISTEN and NOTIFY, on one connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

import asyncpg

from db.nodes import connect, takes_writes

NAME = "handoff hints"
_SETTINGS = {"application_name": NAME, "synchronous_commit": "off"}  # a hint need not outlast a crash of the server


@asynccontextmanager
async def postgres_line(
    dsn: str, channel: str, hear: Callable[[str], None], *, heartbeat: float = 5.0, patience: float = 5.0
) -> AsyncIterator["PostgresLine"]:
    """A line over the database behind `dsn`, which is asked every `heartbeat` seconds whether it is still there.

    `patience` bounds connecting and every statement, in seconds.
    """
    connection = await connect(dsn, patience=patience, command_timeout=patience, server_settings=_SETTINGS)
    try:
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(channel, lambda *heard: hear(str(heard[-1])))
        yield PostgresLine(connection, channel, ended, heartbeat)
    finally:
        connection.terminate()  # nothing is lost by it, and a farewell could take long


class PostgresLine:
    """A connection that listens; LISTEN has been answered."""

    def __init__(self, connection: asyncpg.Connection, channel: str, ended: asyncio.Event, heartbeat: float) -> None:
        self._connection = connection
        self._channel = channel
        self._ended = ended
        self._heartbeat = heartbeat
        self._turn = asyncio.Lock()

    async def say(self, message: str) -> None:
        """Notify all who listen."""
        async with self._turn:
            await self._connection.execute("select pg_notify($1, $2)", self._channel, message)

    async def listen(self) -> NoReturn:
        """Wait until the connection is lost; asyncpg passes on what is heard meanwhile."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._heartbeat):
                    await self._ended.wait()
            if self._ended.is_set():
                raise ConnectionResetError("the connection was ended")
            async with self._turn:
                await self._connection.execute("select 1")
            if not takes_writes(self._connection):
                raise ConnectionResetError("the node takes no writes any more: others notify elsewhere")
