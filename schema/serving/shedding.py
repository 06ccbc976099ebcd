"""A request that is refused unread: where it ends, and what it is told."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from schema.body import MAX_BODY
from schema.problems import OVERLOADED, PRIVATE, problem
from schema.serving.turnstile import OverloadedError

COSTLY = b"POST /graphql "
"""How requests begin of which there may be too many."""

_FIRST_LINE = COSTLY + b"HTTP/1.1\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: ?(\d{1,7})\r\n")
_MOST = 4096
_LIVES = b"\r\nconnection: keep-alive\r\n"

Header = tuple[bytes, bytes]


def missing(data: bytes) -> int | None:
    """How many bytes of its body are still to come of a request that begins so, if nobody could see that otherwise.

    None says that there may be more to it, or that the client wants the connection closed.
    """
    end = data.find(b"\r\n\r\n", 0, _MOST)
    length = None if end < 0 else _announced(data[:end])
    came = len(data) - end - len(b"\r\n\r\n")
    return None if length is None or came > length else length - came


@lru_cache(maxsize=1024)
def _announced(head: bytes) -> int | None:
    """The length of the body, which is beyond doubt and not too much. Clients have few heads and send them often."""
    if not head.startswith(_FIRST_LINE):
        return None
    head = (head.lower() + b"\r\n").replace(_LIVES, b"\r\n", 1)
    length = _LENGTH.search(head)
    doubtful = b"transfer-encoding" in head or b"connection:" in head or b"upgrade" in head or b"expect" in head
    clear = head.count(b"content-length") == 1 and head.count(b"\n") == head.count(b"\r") == head.count(b"\r\n")
    if length is None or doubtful or not clear:
        return None
    return int(length[1]) if int(length[1]) <= MAX_BODY else None


class Told:
    """The answers that tell clients to come again, each made once while the headers of the server are the same."""

    def __init__(self) -> None:
        self._headers: Sequence[Header] = ()
        self._answers: dict[tuple[int, bool], bytes] = {}

    def answer(self, headers: Sequence[Header], seconds: int, *, closes: bool) -> bytes:
        """The answer that tells a client to come again in so many seconds."""
        if headers is not self._headers:
            self._headers, self._answers = headers, {}
        made = self._answers.get((seconds, closes))
        if made is None:
            later = (b"retry-after", b"%d" % seconds)
            said = content(problem(503, str(OverloadedError(seconds)), OVERLOADED), (later,), closes=closes)
            made = self._answers[seconds, closes] = answer(503, headers, said)
        return made


def content(found: dict[str, object], more: Sequence[Header] = (), *, closes: bool) -> bytes:
    """What an answer ends with."""
    body = json.dumps(found).encode()
    headers = (
        *more,
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        *((name.encode(), value.encode()) for name, value in PRIVATE.items()),
        *([(b"connection", b"close")] if closes else []),
    )
    return lines(headers) + b"\r\n" + body


def answer(status: int, headers: Sequence[Header], rest: bytes) -> bytes:
    """A whole answer as it goes over the wire."""
    return STATUS_LINE[status] + lines(headers) + rest


def lines(headers: Sequence[Header]) -> bytes:
    """Headers as they go over the wire."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
