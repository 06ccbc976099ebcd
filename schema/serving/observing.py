"""What is noted of every HTTP request and every WebSocket."""

import logging
import re
from functools import cache
from os import urandom
from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.spans import Facts, span
from schema.close_codes import TOKEN_EXPIRED, TRY_AGAIN_LATER
from schema.metrics import ENDED, REQUEST_SECONDS, REQUESTS
from schema.serving.logs import REQUEST_ID, logged_as

HEADER = "x-request-id"
_HEADER = HEADER.encode()
PATHS = frozenset({"/", "/graphql", "/health/live", "/health/ready", "/metrics"})
_SANE = re.compile(r"[A-Za-z0-9._:@/+=-]{1,64}", re.ASCII)
_FAREWELLS = frozenset({1000, 1001, *range(3000, 5000)})
_OURS = frozenset({1012, TRY_AGAIN_LATER, TOKEN_EXPIRED})
_log = logging.getLogger("handoff.requests")
_seconds, _requests = cache(REQUEST_SECONDS.labels), cache(REQUESTS.labels)


class Observer:
    """Middleware that gives every request an id, which the answer bears, and counts, logs and traces it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and note it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        identity = request_id(headers)
        with logged_as(REQUEST_ID, identity):
            if scope["type"] == "http":
                await self._request(scope, receive, send, identity, headers)
            else:
                await self._socket(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send, identity: str, headers: Headers) -> None:
        path = scope["path"] if scope["path"] in PATHS else "other"
        began, status = perf_counter(), 500
        facts: Facts = {"http.request.method": scope["method"], "url.path": path}

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((_HEADER, identity.encode()))
                _seconds(path).observe(perf_counter() - began)
            await send(message)

        try:
            with span(f"{scope['method']} {path}", facts, headers):
                try:
                    await self._app(scope, receive, answer)
                finally:
                    facts["http.response.status_code"] = status
        finally:
            _requests(path, status).inc()
            if _log.isEnabledFor(logging.DEBUG):
                milliseconds = round((perf_counter() - began) * 1000, 1)
                told = {
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "milliseconds": milliseconds,
                }
                _log.debug("%(method)s %(path)s answered %(status)s in %(milliseconds)s ms", told, extra=told)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`send` stays as it is: a wrapper would cost something for each subscriber and event."""
        opened, how = False, "server"

        async def hear() -> Message:
            nonlocal opened, how
            message = await receive()
            if message["type"] == "websocket.disconnect":
                how = ending(message.get("code", 1005))
            opened = opened or message["type"] == "websocket.receive"
            return message

        try:
            await self._app(scope, hear, send)
        finally:
            if opened:
                ENDED.labels(how).inc()
            _log.debug("a WebSocket ended: %s", how, extra={"ended": how})


def request_id(headers: Headers) -> str:
    """The id that the client or a proxy gave the request if it can be trusted to be one, or a new one."""
    given = headers.get(HEADER, "")
    return given if _SANE.fullmatch(given) else urandom(16).hex()


def ending(code: int) -> str:
    """Who ended a WebSocket that was closed with this code."""
    if code in _OURS:
        return "server"
    return "client" if code in _FAREWELLS else "lost"
