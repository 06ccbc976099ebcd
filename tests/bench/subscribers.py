"""Many WebSockets of one process, which count what they receive."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import cast

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol
from websockets.uri import parse_uri


@dataclass(frozen=True, slots=True)
class Wish:
    """Where one subscriber connects to, and what it says first."""

    url: str
    greetings: Sequence[str] = ()


class Tally:
    """Counts what all subscribers together have received, and keeps the last text."""

    def __init__(self) -> None:
        self.last = ""
        self._missing = 0
        self._complete = asyncio.Event()

    def expect(self, texts: int) -> None:
        """Begin to wait for so many texts."""
        self._missing += texts
        self._complete.clear()

    def add(self, text: bytes) -> None:
        """Count one that has come."""
        self._missing -= 1
        if self._missing == 0:
            self.last = text.decode()
            self._complete.set()

    async def complete(self, seconds: float = 20) -> None:
        """Return once all that are expected have come. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._complete.wait()


class Subscriber(asyncio.Protocol):
    """A WebSocket that sends its greetings, and counts the texts that come after the first `skip`."""

    def __init__(self, url: str, tally: Tally, greetings: Sequence[str], skip: int) -> None:
        self.opened = asyncio.Event()
        self._websocket = ClientProtocol(parse_uri(url), subprotocols=[Subprotocol("graphql-transport-ws")])
        self._tally = tally
        self._greetings = greetings
        self._skip = skip
        self._transport = asyncio.Transport()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._websocket.send_request(self._websocket.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Count texts; the first answer that comes is the handshake's."""
        self._websocket.receive_data(data)
        for event in self._websocket.events_received():
            if not isinstance(event, Frame):
                self._greet()
            elif event.opcode is Opcode.TEXT and self._skip == 0:
                self._tally.add(bytes(event.data))
            elif event.opcode is Opcode.TEXT:
                self._skip -= 1
        self._flush()

    def close(self) -> None:
        """Take leave, and hang up."""
        self._websocket.send_close(1000)
        self._flush()
        self._transport.close()

    def _greet(self) -> None:
        if self._websocket.handshake_exc is not None:
            raise self._websocket.handshake_exc
        for text in self._greetings:
            self._websocket.send_text(text.encode())
        self.opened.set()

    def _flush(self) -> None:
        for data in self._websocket.data_to_send():
            self._transport.write(data)


@asynccontextmanager
async def subscribed(wishes: Sequence[Wish], tally: Tally, *, skip: int) -> AsyncIterator[None]:
    """A subscriber for each wish, all open, until the end of the block; `tally` counts for them."""
    loop, pairs = asyncio.get_running_loop(), []
    for wish in wishes:
        address, subscriber = parse_uri(wish.url), partial(Subscriber, wish.url, tally, wish.greetings, skip)
        pairs.append(await loop.create_connection(subscriber, address.host, address.port))
    async with asyncio.timeout(60):
        await asyncio.gather(*(opened.opened.wait() for _, opened in pairs))
    yield
    for _, opened in pairs:
        opened.close()
