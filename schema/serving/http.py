"""HTTP as uvicorn speaks it, with bounds on what a client may send, and on how long it may take."""

import asyncio
import resource
import sys
from typing import Any, NoReturn, cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from schema.metrics import REFUSED
from schema.problems import problem
from schema.serving import shedding
from schema.serving.clients import CYCLE
from schema.serving.connections import RETRY_AFTER_SECONDS
from schema.serving.turnstile import Turnstile

HEAD_SECONDS = 10.0
"""Seconds for a request's line and headers, from the beginning of the connection or from the first byte of the next."""

MAX_HEAD = 64 * 1024
"""Bytes of a request's line and headers, and of whatever else a client sends that is no part of a body."""

MAX_HEADERS = 100
MAX_URL = 16 * 1024
MAX_PIPELINED = 16
"""Requests that may be sent before the answer to an earlier one."""

TURNSTILE = "turnstile"
"""Where the application's state holds the turnstile at which requests wait, if it has one."""

_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[0] % sys.maxsize
"""Files that this process may have open, connections among them; the limit's word for no limit is -1."""

PLAIN_CONNECTIONS = 1_000
"""Connections that may be open besides those of subscribers."""

Refusal = tuple[int, str]
_NO_HANDSHAKE: Refusal = (400, "Expected the handshake of a WebSocket, received something else, or too much or soon.")
_INVALID: Refusal = (400, "Expected a request in HTTP/1.1, received something else.")
_LATE: Refusal = (408, "The headers did not come in time.")
_FULL: Refusal = (503, "This server has as many connections open as it takes. Come back later.")
_LONG_URL: Refusal = (414, f"The URL is too long: at most {MAX_URL} bytes are taken. Send the query by POST.")
_LONG_HEAD: Refusal = (431, f"The headers are too large: at most {MAX_HEAD} bytes and {MAX_HEADERS} of them are taken.")


class _RefusedError(Exception):
    """Stops the parser, which then has the request refused."""


_TOLD = shedding.Told()


class HttpProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which refuses what is too much, too late or one connection more than `limit_concurrency`.

    From `head_seconds` a test may make less. A connection that is idle after an answer is left to uvicorn.
    """

    head_seconds = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None
    _running: RequestResponseCycle | None = None
    _refusal = _INVALID
    _begun = False
    _midway = False
    _shedding = False
    _missing = 0
    _idle_since = 0.0
    _turnstile: Turnstile | None = None
    _most = 0
    _head = 0
    _unexplained = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._turnstile = cast("Turnstile | None", self.app_state.get(TURNSTILE))
        self._most = min(_FILES * 3 // 4, (self.limit_concurrency or sys.maxsize) - PLAIN_CONNECTIONS)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self.connections.discard(self)
            REFUSED.labels("request", "server").inc()
            self._refuse(_FULL)
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        self._hang_up()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came. After an answer it begins the next request, or is what was left of the last one."""
        turnstile = self._turnstile if data.startswith(shedding.COSTLY) and self._is_idle() else None
        if self._shedding or (turnstile is not None and turnstile.is_full):
            self._shed(data)
            return
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        self._unexplained += len(data)
        super().data_received(data)
        if turnstile is not None:
            turnstile.expect(self.loop)
        if self._unexplained > MAX_HEAD and not self.transport.is_closing():
            self._refuse(_LONG_HEAD)

    def _is_idle(self) -> bool:
        return not (self._midway or self.pipeline) and (self.cycle is None or self.cycle.response_complete)

    def _shed(self, data: bytes) -> None:
        """Refuse a request before anything is spent on it, and wait for the next if it is clear where that begins."""
        missing = self._missing - len(data) if self._shedding else shedding.missing(data)
        keeps = missing is not None and missing >= 0 and self._has_room()
        if missing and keeps:
            self._begun, self._shedding, self._missing = True, True, missing
            if self._deadline is None:
                self._wait()
            return
        self._begun = self._shedding = False
        self._wait_no_more()
        seconds = cast("Turnstile", self._turnstile).refuse()
        self.transport.write(_TOLD.answer(self.server_state.default_headers, seconds, closes=not keeps))
        if keeps:
            self._linger()
        else:
            self.transport.close()

    def _linger(self) -> None:
        """Begin to be idle. The clock that ends it is set once for many requests, as setting it takes time."""
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def timeout_keep_alive_handler(self) -> None:
        """Close, unless a request that was refused, or is about to be, came since the clock was set."""
        self.timeout_keep_alive_task = None
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        elif not self._shedding:
            super().timeout_keep_alive_handler()

    def _has_room(self) -> bool:
        """Whether the connection may stay open: a client that does not read, or too many connections, would cost."""
        return len(self.connections) <= self._most and not self.flow.write_paused

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        self._begun, self._midway, self._head = True, True, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the URL."""
        super().on_url(url)
        if len(self.url) > MAX_URL:
            self._stop(_LONG_URL)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or one that comes after a body."""
        super().on_header(name, value)
        self._head += len(name) + len(value) + len(b": \r\n")
        if self._head > MAX_HEAD or len(self.headers) > MAX_HEADERS:
            self._stop(_LONG_HEAD)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._wait_no_more()
        self._begun, self._unexplained = False, 0
        if len(self.pipeline) >= MAX_PIPELINED or not self._is_clear():
            self._stop(_INVALID)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._unexplained = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request has ended."""
        self._midway, self._unexplained = False, 0
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, and refuse what the WebSocket's side does not take for a handshake.

        One that did not wait for the answers to earlier requests is refused, or they would be said on the WebSocket.
        """
        if self.cycle is not None and not self.cycle.response_complete:
            self._refuse(_NO_HANDSHAKE)
            return
        super().handle_websocket_upgrade()
        protocol = self.transport.get_protocol()
        if isinstance(protocol, WebSocketsSansIOProtocol) and not protocol.handshake_initiated:
            self._refuse(_NO_HANDSHAKE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as in the base class
        """Refuse what could not be parsed."""
        self._refuse(self._refusal)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        extensions: dict[str, Any] = {CYCLE: cycle}
        cycle.scope["extensions"] = extensions
        super()._start_asgi_task(cycle, app)

    def _is_clear(self) -> bool:
        """Whether nobody could take the request for another: a proxy in between must read it as we do."""
        coded = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        hosts = sum(name == b"host" for name, _ in self.headers)
        plain = not coded or (coded == [b"chunked"] and self.parser.get_http_version() == "1.1")
        return self.url.isascii() and hosts <= 1 and plain

    def _hang_up(self) -> None:
        """Have nothing more said by what is under way: of pipelined requests, uvicorn tells only the last."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _stop(self, refusal: Refusal) -> NoReturn:
        self._refusal = refusal
        raise _RefusedError

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._late)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        if self._begun:
            self._refuse(_LATE)
        else:
            self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        """Answer and close; a client that has part of another answer is only closed."""
        self._wait_no_more()
        running = self._running
        answering = running is not None and running.response_started and not running.response_complete
        if not (answering or self.pipeline or self.transport.is_closing()):
            self.transport.write(self._answer(*refusal))
        self._hang_up()
        self.transport.close()

    def _answer(self, status: int, message: str) -> bytes:
        later = [(b"retry-after", b"%d" % RETRY_AFTER_SECONDS)] if status == 503 else []
        said = shedding.content(problem(status, message), later, closes=True)
        return shedding.answer(status, self.server_state.default_headers, said)
