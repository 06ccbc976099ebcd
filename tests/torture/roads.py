"""The ways between the parts, each of which can be disturbed."""

import asyncio
from asyncio import StreamReader, StreamWriter

from tests.db.forwarder import Forwarder

HOST = "127.0.0.1"


class Road(Forwarder):
    """From clients to a server, whose port changes when it is started again: None while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.target: int | None = None
        self.port = 0

    async def open(self) -> None:
        """Take connections at `port`."""
        await super().open()
        self.port = self._server.sockets[0].getsockname()[1]

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self.serve, HOST, 0)

    async def _reach(self) -> tuple[StreamReader, StreamWriter]:
        if self.target is None:
            raise ConnectionRefusedError("the server is down")
        return await asyncio.open_connection(HOST, self.target)
