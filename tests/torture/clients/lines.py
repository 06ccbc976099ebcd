"""A client's connections to the servers, made when they are needed."""

import asyncio
from contextlib import suppress

from tests.bench.requests import Connection, Reply, connect

LOST = (OSError, EOFError, TimeoutError, ValueError)
"""What it is like to lose a connection in the midst of an answer."""


class Lines:
    """A connection to each port that is kept alive while all is well."""

    def __init__(self) -> None:
        self._open: dict[int, Connection] = {}

    async def ask(self, port: int, request: bytes, patience: float) -> Reply | None:
        """The answer, or None if there was none within `patience` seconds."""
        connection = self._open.pop(port, None)
        try:
            async with asyncio.timeout(patience):
                connection = connection or await connect(port)
                reply = await connection.reply(request)
        except LOST:
            return None
        else:
            self._keep(port, connection)
            connection = None
            return reply
        finally:
            if connection is not None:
                connection.drop()

    def close(self) -> None:
        """End all."""
        for connection in self._open.values():
            connection.drop()

    def _keep(self, port: int, connection: Connection) -> None:
        previous = self._open.pop(port, None)
        if previous is not None:
            with suppress(OSError):
                previous.drop()
        self._open[port] = connection
