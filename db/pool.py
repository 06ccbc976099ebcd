"""The connections that reads use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from db.faults import is_lost
from db.nodes import NotWritableError, connect, takes_writes
from db.turns import turn

Rows: TypeAlias = list[asyncpg.Record]
_SETTINGS = {"application_name": "handoff reader"}
_WAIT = 5
"""Seconds to wait for a free connection, and for a new one."""

_LEAVE = 2
_KEPT = 3
"""Of the connections that compose, those that no client's lists and replays get: two for audits, one for ourselves."""


def create_engine(dsn: str, *, pool_size: int, command_timeout: float | None = 30) -> AsyncEngine:
    """SQLAlchemy's pool of at most `pool_size` connections to the database behind the libpq-style URL `dsn`.

    `command_timeout` bounds each statement, in seconds. Each is a transaction of its own, unless a transaction is
    begun with another isolation level.
    """
    creator = partial(connect, dsn, patience=_WAIT, command_timeout=command_timeout, server_settings=_SETTINGS)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=creator,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT,
        pool_pre_ping=True,
        hide_parameters=True,  # they may hold what clients said, and errors are logged
        isolation_level="AUTOCOMMIT",
    )
    event.listen(engine.sync_engine, "checkout", _leave_a_node_that_takes_no_writes)
    return engine


def _leave_a_node_that_takes_no_writes(_: object, __: object, connection: PoolProxiedConnection) -> None:
    """Have another connection made if the node was demoted without ending this one; the ping has just asked it."""
    driver = connection.driver_connection
    if driver is not None and not takes_writes(driver):
        raise DisconnectionError("the node takes no writes any more")


class Pool:
    """Connections for reading: `fetch` for what is asked often, `asked` and `connect` for what SQLAlchemy composes.

    All reads go to the node that takes writes, as the writer does: any other may lack what was acknowledged. At most
    `size` connections read what is asked often, and `composing` the rest.
    """

    def __init__(self, dsn: str, *, size: int = 5, composing: int = 5, command_timeout: float = 30) -> None:
        self.engine = create_engine(dsn, pool_size=composing, command_timeout=command_timeout)
        self._size, self._composing = size, composing
        self._places = asyncio.Semaphore(max(1, composing - _KEPT))
        self._often = asyncpg.create_pool(
            connect=partial(_connect, dsn, command_timeout),
            reset=_keep,
            min_size=0,
            max_size=size,
            max_inactive_connection_lifetime=0,
        )

    async def open(self) -> "Pool":
        """Be ready; connections are made as they are needed."""
        await self._often
        return self

    async def fetch(self, statement: str, *arguments: object) -> Rows:
        """The rows that `statement`, which may be sent twice, gives: once more than a connection is found lost."""
        for _ in range(self._size + 1):
            async with self._often.acquire(timeout=_WAIT) as connection:
                rows = await _ask(connection, statement, arguments)
            if rows is not None:
                return rows
        raise NotWritableError("no connection to a node that takes writes")

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[AsyncConnection]:
        """A connection of SQLAlchemy's, for what a client asks: however many do, the server itself finds one free."""
        async with turn(self._places, _WAIT), self.connect() as connection:
            yield connection

    def connect(self) -> AsyncConnection:
        """A connection of SQLAlchemy's, for a block in which the server reads for itself, shortly."""
        return self.engine.connect()

    @property
    def most(self) -> int:
        """How many connections there may be."""
        return self._size + self._composing

    @property
    def in_use(self) -> int:
        """How many are in use."""
        composing = self.engine.pool.checkedout() if isinstance(self.engine.pool, QueuePool) else 0
        return self._often.get_size() - self._often.get_idle_size() + composing

    async def dispose(self) -> None:
        """Close all; those whose database does not take leave are given up."""
        try:
            async with asyncio.timeout(_LEAVE):
                await self._often.close()
        except TimeoutError:
            self._often.terminate()
        await self.engine.dispose()


async def _ask(connection: PoolConnectionProxy, statement: str, arguments: tuple[object, ...]) -> Rows | None:
    """The rows; None if the connection was lost, or led to a node that takes no writes, and another one must be had."""
    try:
        rows: Rows = await connection.fetch(statement, *arguments)
    except Exception as error:
        if is_lost(error) and not isinstance(error, TimeoutError):
            connection.terminate()
            return None
        raise
    if takes_writes(connection):
        return rows
    connection.terminate()
    return None


async def _connect(dsn: str, command_timeout: float, *_: object, **__: object) -> asyncpg.Connection:
    """The pool's own wishes about classes are the usual ones."""
    return await connect(dsn, patience=_WAIT, command_timeout=command_timeout, server_settings=_SETTINGS)


async def _keep(_: asyncpg.Connection) -> None:
    """Reads leave nothing behind that would have to be reset."""
