"""One connection of one's own, made when it is needed and made anew when it was lost."""

import asyncio

import asyncpg

from db.nodes import connect

_WHO = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()"
_END = """
select case when wait_event = 'SyncRep' then false else pg_terminate_backend(pid, 5000) end
from pg_stat_activity where pid = $1 and backend_start = $2
"""
"""Ending a commit that waits for its standby would make visible what a failover may still take back."""

_REPLICATED = "select pg_logical_emit_message(true, 'handoff', '')"
"""A commit of its own: once it is acknowledged, all that the log held before has reached the standbys too."""


class Link:
    """A connection to the database behind `dsn`; `timeout` bounds connecting and every statement, in seconds.

    `settings` are statements, carried out once on each new connection. A new connection ends the server's side of the
    one before it, so that nothing that was sent there can still arrive once the new one is used.
    """

    def __init__(self, dsn: str, *, name: str, settings: str, timeout: float = 8.0) -> None:
        self._dsn = dsn
        self._name = name
        self._settings = settings
        self._timeout = timeout
        self._connection: asyncpg.Connection | None = None
        self._backend: asyncpg.Record | None = None

    async def get(self) -> asyncpg.Connection:
        """The connection; whatever connecting raises, if there is none and none can be made."""
        if self._connection is None or self._connection.is_closed():
            connection = await connect(
                self._dsn,
                patience=self._timeout,
                command_timeout=self._timeout,
                server_settings={"application_name": self._name},
            )
            try:
                await self._begin(connection)
            except BaseException:
                connection.terminate()
                raise
            self._connection = connection
        return self._connection

    async def write(self, connection: asyncpg.Connection, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Carry out a statement that commits. Past the time-out it is left to itself, and the connection is lost.

        It is not cancelled: a commit that is cancelled while it waits for a standby stands, and on this node only.
        """
        timer = asyncio.get_running_loop().call_later(self._timeout, connection.terminate)
        try:
            return await connection.fetch(statement, *arguments, timeout=2 * self._timeout)
        finally:
            timer.cancel()

    async def _begin(self, connection: asyncpg.Connection) -> None:
        if self._backend is not None and await connection.fetchval(_END, *self._backend) is False:
            raise ConnectionError("the connection before this one can't be ended on the server's side")
        if self._backend is not None:
            await connection.execute(_REPLICATED)
        self._backend = await connection.fetchrow(_WHO)
        await connection.execute(self._settings)

    def drop(self) -> None:
        """Forget the connection at once, without a farewell: it is, or may be, broken."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def close(self) -> None:
        """Take leave of the server."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close(timeout=self._timeout)
