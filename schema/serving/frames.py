"""What a client may send over a WebSocket, frame by frame, before it makes a message."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from schema.serving.pace import Pace

MAX_FRAGMENTS = 4096
"""Frames of one message; they may be empty, so that its size does not bound them."""

TOO_MANY_PINGS = "Too many pings or pongs: slow down"
TOO_MANY_FRAGMENTS = f"Too many fragments: a message may have {MAX_FRAGMENTS}"
_NOT_UTF8 = "Invalid message: it is not UTF-8"


class GuardedFrames(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket, with bounds on control frames and fragments. What is beyond them ends the connection."""

    _pace: Pace | None = None

    def handle_ping(self) -> None:
        """Answer a ping."""
        if self._in_time():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Note the answer to a ping of ours."""
        if self._in_time():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take one more piece of a message."""
        if self.close_sent:
            self.frames = []
        elif len(self.frames) >= MAX_FRAGMENTS:
            self._end(1008, TOO_MANY_FRAGMENTS)
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a message on; uvicorn would log what is no text as an error of ours."""
        if self.curr_msg_data_type == "text" and not _is_text(self.frames):
            self._end(1007, _NOT_UTF8)
        else:
            super().send_receive_event_to_app()

    def _in_time(self) -> bool:
        if self._pace is None:
            self._pace = Pace()
        if self.close_sent or self._pace.allows():
            return not self.close_sent
        self._end(4429, TOO_MANY_PINGS)
        return False

    def _end(self, code: int, reason: str) -> None:
        self.frames = []
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()


def _is_text(frames: list[bytes]) -> bool:
    try:
        b"".join(frames).decode()
    except UnicodeDecodeError:
        return False
    return True
