"""A server that asks nobody who they are serves this machine alone, and no web page that pretends to be it."""

import re
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

_HOST = re.compile(r"\[([0-9a-f:]+)\](?::\d+)?|([a-z0-9.-]+)(?::\d+)?", re.ASCII | re.IGNORECASE)
_MISDIRECTED = (
    "This server asks for no token, and so it answers only to names of its own machine: expected the header Host to be "
    "localhost or a loopback address. To serve under another name, set AUTH_SECRET, AUTH_JWKS_URL or OPEN_MODE=yes."
)


def is_loopback(host: str) -> bool:
    """Whether the name or address, without a port, can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Middleware that answers 421 to requests for another host.

    A web page whose name was made to lead to this machine could otherwise speak for whoever looks at it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve whoever asked for this machine."""
        if scope["type"] == "lifespan" or all(map(_names_loopback, Headers(scope=scope).getlist("host"))):
            await self._app(scope, receive, send)
            return
        content = {"errors": [{"message": _MISDIRECTED, "extensions": {"code": "MISDIRECTED_REQUEST"}}]}
        response = JSONResponse(content, 421)
        if scope["type"] == "http":
            await response(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).send_denial_response(response)


def _names_loopback(header: str) -> bool:
    found = _HOST.fullmatch(header)
    return found is not None and is_loopback(found[1] or found[2])
