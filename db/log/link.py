"""One connection of one's own, made when it is needed and made anew when it was lost."""

import asyncpg


class Link:
    """A connection to the database behind `dsn`; `timeout` bounds connecting and every statement, in seconds.

    `settings` are carried out once on each new connection.
    """

    def __init__(self, dsn: str, *, name: str, settings: str = "", timeout: float = 8.0) -> None:
        self._dsn = dsn
        self._name = name
        self._settings = settings
        self._timeout = timeout
        self._connection: asyncpg.Connection | None = None

    async def get(self) -> asyncpg.Connection:
        """The connection; whatever connecting raises, if there is none and none can be made."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=self._timeout,
                command_timeout=self._timeout,
                server_settings={"application_name": self._name},
            )
            await self._connection.execute(self._settings)
        return self._connection

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
