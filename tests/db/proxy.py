"""A way to Postgres that fails when it is told to: it forwards bytes from one unix socket to another."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.db.fault import Fault, Moment
from tests.db.forwarder import Forwarder, Watch

WRITE = re.compile(rb"(__asyncpg_stmt_\w+)\0[^\0]*insert into workflow_events")
READY = b"Z\0\0\0\x05I"


class Proxy(Forwarder):
    """Forwards to the server behind `url`; its own url is `url`, by way of a socket in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self.url = parts._replace(query=urlencode({"host": folder, "port": 5432}, safe="/")).geturl()
        self._target = f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}"
        self._socket = folder / ".s.PGSQL.5432"
        self._fault: Fault | None = None

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_unix_server(self.serve, self._socket)

    async def _reach(self) -> tuple[StreamReader, StreamWriter]:
        return await asyncio.open_unix_connection(self._target)

    def _watches(self) -> tuple[Watch, Watch]:
        write = _Write(self)
        return write.asked, write.answered

    def shut(self) -> None:
        """Take no connections any more; those that are there go on."""
        super().shut()
        self._socket.unlink(missing_ok=True)

    def next_write(self, moment: Moment, *, held: bool = False) -> Fault:
        """Cut the next write off, or hold it."""
        self._fault = Fault(moment, held=held)
        return self._fault

    def spare(self) -> None:
        """Leave the next write alone after all."""
        self._fault = None

    async def strike(self, moment: Moment) -> None:
        """Let the fault that waits for `moment` happen, if there is one."""
        fault = self._fault
        if fault is not None and fault.moment is moment:
            self._fault = None
            await fault.strike()


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
