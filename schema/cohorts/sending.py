"""Sending results as the `next` messages of one operation."""

import json
from collections.abc import Callable

from starlette.websockets import WebSocket

from schema.serving.sockets import TEXT_NOW

_CLOSING = b"}"


class Sender:
    """Sends the results of the operation with this id, each an encoded payload, over `socket`.

    Past all layers where it can, because it is done for each subscriber and event.
    """

    __slots__ = ("_now", "_opening", "_socket")

    def __init__(self, socket: WebSocket, identity: str) -> None:
        self._now: Callable[..., bool] = socket.scope["extensions"].get(TEXT_NOW, _never)
        self._socket = socket
        self._opening = f'{{"id":{json.dumps(identity)},"type":"next","payload":'.encode()

    def now(self, payload: bytes) -> bool:
        """Send it if that can be done without waiting; False, with nothing sent, if it can't."""
        return self._now(self._opening, payload, _CLOSING)

    async def send(self, payload: bytes) -> None:
        """Send it, and wait while the client has too much left to read. Raises WebSocketDisconnect if it has gone."""
        await self._socket.send_text(b"".join((self._opening, payload, _CLOSING)).decode())


def _never(*_: bytes) -> bool:
    return False
