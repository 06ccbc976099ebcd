"""One connection of one's own, made when it is needed and made anew when it was lost."""

import asyncpg

_WHO = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()"
_END = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid = $1 and backend_start = $2"


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
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=self._timeout,
                command_timeout=self._timeout,
                server_settings={"application_name": self._name},
            )
            await self._begin(self._connection)
        return self._connection

    async def _begin(self, connection: asyncpg.Connection) -> None:
        if self._backend is not None and await connection.fetchval(_END, *self._backend) is False:
            raise ConnectionError("the connection before this one can't be ended on the server's side")
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
