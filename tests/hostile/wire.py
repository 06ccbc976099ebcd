"""Connections on which a test says exactly the bytes that it wants to."""

import base64
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import BadStatusLine, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

DEADLINE = 20.0
HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(b"k" * 16) + b"\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
)
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 is a connection that was closed without a word."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def error(self) -> dict[str, Any]:
        """The one error in it."""
        (error,) = json.loads(self.body)["errors"]
        found: dict[str, Any] = error
        return found


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """A connection to the server."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), DEADLINE) as opened:
        yield opened


def say(connection: socket.socket, data: bytes) -> None:
    """Send all of it, or as much as the server will take before it closes."""
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(data)


def hear(connection: socket.socket, method: str = "POST") -> Answer:
    """The next answer."""
    response = HTTPResponse(connection, method=method)
    try:
        response.begin()
        body = response.read()
    except (BadStatusLine, ConnectionResetError):
        return Answer(0)
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes the connection, and says nothing before."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def exchange(url: str, data: bytes) -> Answer:
    """What the server answers to these bytes."""
    with connected(url) as opened:
        say(opened, data)
        return hear(opened, data.partition(b" ")[0].decode("latin-1"))


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """A frame of a WebSocket; the mask changes nothing."""
    bit = 0x80 if masked else 0
    size = len(payload)
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + (bytes(4) if masked else b"") + payload


def told(message: object) -> bytes:
    """A message of the protocol, as a frame."""
    return frame(TEXT, json.dumps(message).encode())


def upgrade(connection: socket.socket) -> None:
    """Make it a WebSocket."""
    say(connection, HANDSHAKE + b"\r\n")
    assert hear(connection, "GET").status == 101


def frames(connection: socket.socket) -> Iterator[tuple[int, bytes]]:
    """What the server sends on a WebSocket until it closes."""
    with connection.makefile("rb") as stream, suppress(ConnectionResetError):
        while head := stream.read(2):
            size = head[1] & 0x7F
            if size >= 126:
                size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
            yield head[0] & 0x0F, stream.read(size)


def farewell(url: str, data: bytes) -> tuple[int, str]:
    """The code and the reason with which the server closes a WebSocket on which these bytes came; 0 for no word."""
    with connected(url) as opened:
        upgrade(opened)
        say(opened, data)
        for opcode, payload in frames(opened):
            if opcode == CLOSE:
                return (int.from_bytes(payload[:2], "big") if payload else 1005), payload[2:].decode()
    return 0, ""
