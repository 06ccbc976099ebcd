"""Uvicorn's WebSockets, guarded, which can be written to without a coroutine and an ASGI message for each text."""

from uvicorn._types import ASGISendEvent
from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.protocol import State

from schema.serving.frames import GuardedFrames

TEXT_NOW = "handoff.text_now"
"""Where among the extensions of a WebSocket's scope `text_now` stands."""

_WHOLE_TEXT = 0x80 | Opcode.TEXT


class WebSocketProtocol(GuardedFrames):
    """Offers `text_now` to the application, as an extension of ASGI."""

    def handle_connect(self, event: Request) -> None:
        """Begin to serve."""
        super().handle_connect(event)
        if not self.handshake_complete:  # else it was refused, and nobody is served
            extensions: dict[str, object] = self.scope["extensions"]  # type: ignore[assignment]  # ASGI leaves their types open
            extensions[TEXT_NOW] = self.text_now

    async def send(self, message: ASGISendEvent) -> None:
        """Send; a handshake that was refused is complete, too, or uvicorn would log it as an error of ours."""
        await super().send(message)
        if self.close_sent and self.initial_response is not None:
            self.handshake_complete = True

    def text_now(self, *parts: bytes) -> bool:
        """Send the parts as one text if that can be done without waiting; False, with nothing sent, if it can't."""
        if self.disconnected or self.conn.state is not State.OPEN or not self.writable.is_set() or self.conn.extensions:
            return False
        self.transport.write(b"".join((frame_header(sum(map(len, parts))), *parts)))
        return True


def frame_header(length: int) -> bytes:
    """What stands before the text of a frame that a server sends (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((_WHOLE_TEXT, length))
    if length < 65_536:
        return bytes((_WHOLE_TEXT, 126)) + length.to_bytes(2, "big")
    return bytes((_WHOLE_TEXT, 127)) + length.to_bytes(8, "big")
