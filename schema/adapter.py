"""A WebSocket to which things may be said although it is closed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected

_CLOSED = "close"
"""A word in what Starlette and uvicorn say when something is sent on a connection that we have closed."""


class WebSocketAdapter(ASGIWebSocketAdapter):
    """Strawberry's adapter, which passes over what comes too late.

    The client may go, and the connection be closed for a fault, at any moment; what is under way is then ended by
    whoever hears of it, and has nobody to tell.
    """

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        with unless_closed():
            await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        """Close, and say why."""
        with unless_closed():
            await super().close(code, reason)


@contextmanager
def unless_closed() -> Iterator[None]:
    """Leave the block without an error when something is sent in it although nobody hears it any more."""
    try:
        yield
    except (WebSocketDisconnect, WebSocketDisconnected):
        return
    except RuntimeError as error:
        if _CLOSED not in str(error):
            raise
