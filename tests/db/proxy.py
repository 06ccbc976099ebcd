"""A way to Postgres that fails when it is told to: it forwards bytes from one unix socket to another."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.db.fault import Fault, Moment

WRITE = re.compile(rb"(__asyncpg_stmt_\w+)\0[^\0]*insert into workflow_events")
READY = b"Z\0\0\0\x05I"


class Proxy:
    """Forwards to the server behind `url`; its own url is `url`, by way of a socket in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self.url = parts._replace(query=urlencode({"host": folder, "port": 5432}, safe="/")).geturl()
        self._target = f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}"
        self._socket = folder / ".s.PGSQL.5432"
        self._connections: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._fault: Fault | None = None
        self._passing = asyncio.Event()
        self._passing.set()

    async def open(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_unix_server(self._serve, self._socket)

    def shut(self) -> None:
        """Take none any more; those that are there go on."""
        self._server.close()
        self._socket.unlink(missing_ok=True)

    async def close(self) -> None:
        """End."""
        self.shut()
        await self._server.wait_closed()
        for _ in range(5):  # a connection that was being accepted becomes one that can be cut
            await asyncio.sleep(0)
        while self._serving:
            await self.cut()
            await asyncio.wait(tuple(self._serving))

    async def cut(self) -> None:
        """Cut all connections off."""
        connections = tuple(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def freeze(self) -> None:
        """Forward nothing until `thaw`."""
        self._passing.clear()

    def thaw(self) -> None:
        """Forward again, also what came meanwhile."""
        self._passing.set()

    def next_write(self, moment: Moment, *, held: bool = False) -> Fault:
        """Cut the next write off, or hold it."""
        self._fault = Fault(moment, held=held)
        return self._fault

    async def strike(self, moment: Moment) -> None:
        """Let the fault that waits for `moment` happen, if there is one."""
        fault = self._fault
        if fault is not None and fault.moment is moment:
            self._fault = None
            await fault.strike()

    async def forward(self, reader: StreamReader, writer: StreamWriter, watch: "Watch") -> None:
        """Forward until the end, or until a fault."""
        while chunk := await reader.read(1 << 16):
            await watch(chunk)
            await self._passing.wait()
            writer.write(chunk)
            await writer.drain()

    def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        serving = asyncio.create_task(self._hold(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _hold(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = asyncio.create_task(self._connect(reader, writer))
        self._connections.add(connection)
        await asyncio.wait([connection])
        self._connections.discard(connection)
        await _end(writer)

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self._target)
        write = _Write(self)
        pumps = [
            asyncio.create_task(self.forward(reader, server_writer, write.asked)),
            asyncio.create_task(self.forward(server_reader, writer, write.answered)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            await _end(server_writer)


async def _end(writer: StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


Watch = Callable[[bytes], Coroutine[None, None, None]]


class _Write:
    """Knows, of one connection, when a write is on its way and when it was answered."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._bind = b"-"
        self._asked = False

    async def asked(self, chunk: bytes) -> None:
        """The client said `chunk`; asyncpg waits for each answer, so that a message begins with a chunk."""
        if found := WRITE.search(chunk):
            self._bind = b"\0" + found[1] + b"\0"
        self._asked = self._asked or (chunk[:1] == b"B" and chunk[5:].startswith(self._bind))
        if self._asked:
            await self._proxy.strike(Moment.BEFORE)

    async def answered(self, chunk: bytes) -> None:
        """The server said `chunk`."""
        if self._asked and chunk.endswith(READY):
            self._asked = False
            await self._proxy.strike(Moment.AFTER)
