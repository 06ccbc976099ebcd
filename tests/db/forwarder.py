"""A way from clients to a server that can be disturbed: it forwards bytes between two stream sockets."""

import asyncio
from abc import ABC, abstractmethod
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress

Watch = Callable[[bytes], Coroutine[None, None, None]]


class Forwarder(ABC):
    """Takes connections and forwards each to the server; `delay` holds every piece up, in seconds."""

    def __init__(self) -> None:
        self.delay = 0.0
        self._connections: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._passing = _open_gate()

    async def open(self) -> None:
        """Take connections."""
        self._server = await self._listen()

    @abstractmethod
    async def _listen(self) -> asyncio.Server:
        """Have `serve` called for each connection."""

    @abstractmethod
    async def _reach(self) -> tuple[StreamReader, StreamWriter]:
        """A connection to the server."""

    def _watches(self) -> tuple[Watch, Watch]:
        """What hears all that the client and the server say on one new connection, before it is forwarded."""
        return _unwatched, _unwatched

    def shut(self) -> None:
        """Take none any more; those that are there go on."""
        self._server.close()

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
        await _cut(self._connections)

    def freeze(self) -> None:
        """Forward nothing until `thaw`."""
        self._passing.clear()

    def thaw(self) -> None:
        """Forward again, also what came meanwhile."""
        self._passing.set()

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """Let the connections that there are fall silent, half open; new ones are well. At the end they are cut."""
        connections, gate = tuple(self._connections), self._passing
        self._passing = _open_gate()
        gate.clear()
        try:
            yield
        finally:
            await _cut(connections)

    def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Forward for a client that has connected."""
        serving = asyncio.create_task(self._hold(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _hold(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = asyncio.create_task(self._connect(reader, writer))
        self._connections.add(connection)
        try:
            await asyncio.gather(connection, return_exceptions=True)
        finally:
            self._connections.discard(connection)
            writer.transport.abort()  # at once, or it would be left behind if this is broken off, too
        await _end(writer)

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        gate = self._passing
        server_reader, server_writer = await self._reached()
        asked, answered = self._watches()
        pumps = [
            asyncio.create_task(self._forward(reader, server_writer, asked, gate)),
            asyncio.create_task(self._forward(server_reader, writer, answered, gate)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server_writer.transport.abort()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            await _end(server_writer)

    async def _reached(self) -> tuple[StreamReader, StreamWriter]:
        """A connection to the server; one that is made while this one is cut is ended."""
        reaching = asyncio.create_task(self._reach())
        try:
            return await asyncio.shield(reaching)
        except asyncio.CancelledError:
            reaching.add_done_callback(_leave)
            raise

    async def _forward(self, reader: StreamReader, writer: StreamWriter, watch: Watch, gate: asyncio.Event) -> None:
        """Forward until the end, or until a fault."""
        while chunk := await reader.read(1 << 16):
            await watch(chunk)
            await gate.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            writer.write(chunk)
            await writer.drain()


def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


async def _unwatched(_chunk: bytes) -> None:
    """Look at nothing."""


async def _cut(connections: Iterable[asyncio.Task[None]]) -> None:
    chosen = tuple(connections)
    for connection in chosen:
        connection.cancel()
    await asyncio.gather(*chosen, return_exceptions=True)


def _leave(reaching: asyncio.Task[tuple[StreamReader, StreamWriter]]) -> None:
    if not reaching.cancelled() and reaching.exception() is None:
        reaching.result()[1].transport.abort()


async def _end(writer: StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
