"""What stands in the bytes that a server said."""

import re
from collections.abc import Iterator

STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
CODE = re.compile(rb'"code": ?"([A-Z_]+)"')
UPGRADED = b"HTTP/1.1 101 "
_MESSAGE = re.compile(rb'"message": ?"((?:[^"\\]|\\.)*)"')
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_ENDED = re.compile(rb'"type": ?"(?:complete|error)"')


def is_answered(heard: bytes) -> bool:
    """Whether these are one whole answer of HTTP."""
    head, found, body = heard.partition(b"\r\n\r\n")
    if not found:
        return False
    length = _LENGTH.search(head + b"\r\n")
    return body.endswith(b"0\r\n\r\n") if length is None else len(body) >= int(length[1])


def frames(heard: bytes) -> Iterator[tuple[int, bytes]]:
    """The whole frames that a server said after the handshake, each with its kind."""
    said = heard.partition(b"\r\n\r\n")[2] if heard.startswith(UPGRADED) else b""
    while len(said) >= 2:
        extra = {126: 2, 127: 8}.get(said[1], 0)
        size = int.from_bytes(said[2 : 2 + extra], "big") if extra else said[1]
        if len(said) < 2 + extra + size:
            return
        yield said[0] & 0x0F, said[2 + extra : 2 + extra + size]
        said = said[2 + extra + size :]


def ended(heard: bytes) -> int:
    """How many operations of a WebSocket have ended, or all of them if it was closed."""
    found = 0
    for kind, payload in frames(heard):
        if kind == 8:
            return 1 << 30
        found += bool(_ENDED.search(payload))
    return found


def summary(heard: bytes) -> set[str]:
    """The statuses, the code of the farewell and the codes of errors in it."""
    found = {status.decode() for status in STATUS.findall(heard)} or {"no answer"}
    found |= {code.decode() for code in CODE.findall(heard)}
    for kind, payload in frames(heard):
        if kind == 8:
            found.add(f"closed {int.from_bytes(payload[:2], 'big') if payload else 1005}")
    return found


def words(heard: bytes) -> str:
    """What the server says in words of its own: heads, messages of errors and of events, reasons of farewells."""
    said = [part.rpartition(b"HTTP/1.1 ")[2] for part in heard.split(b"\r\n\r\n") if b"HTTP/1.1 " in part]
    said += _MESSAGE.findall(heard)
    said += [payload for kind, payload in frames(heard) if kind == 8]
    return b"\n".join(said).decode(errors="replace")
