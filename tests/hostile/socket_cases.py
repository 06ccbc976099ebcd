"""What is said on a WebSocket, as bytes, and the code with which the server closes it."""

from typing import Any

from tests.hostile.wire import BINARY, CLOSE, PING, PONG, TEXT, frame, told

INIT = told({"type": "connection_init"})
FOLLOW = "subscription { workflowEvents { id } }"
CONT = 0


def asks(identity: str = "s", query: str = "{ cursor }") -> bytes:
    """An operation."""
    payload: dict[str, Any] = {"query": query}
    return told({"id": identity, "type": "subscribe", "payload": payload})


BROKEN = {
    "a frame without a mask": frame(TEXT, b"{}", masked=False),
    "the first reserved bit": frame(TEXT, b"{}", reserved=4),
    "the last reserved bit": frame(TEXT, b"{}", reserved=1),
    "an unknown kind of frame": frame(3, b"x"),
    "an unknown kind of control frame": frame(11, b"x"),
    "a long ping": frame(PING, b"x" * 126),
    "a ping in fragments": frame(PING, b"x", fin=False),
    "a fragment of nothing": frame(CONT, b"x"),
    "a message within a message": frame(TEXT, b"x", fin=False) + frame(TEXT, b"x"),
    "half a close code": frame(CLOSE, b"x"),
    "a close code of 0": frame(CLOSE, bytes(2)),
    "a close code of 999": frame(CLOSE, (999).to_bytes(2, "big")),
    "a close code that is never sent": frame(CLOSE, (1005).to_bytes(2, "big")),
    "a close code of 5000": frame(CLOSE, (5000).to_bytes(2, "big")),
    "noise": b"\xff" * 100,
    "HTTP": b"GET / HTTP/1.1\r\n\r\n",
}
NO_TEXT = {
    "a text of bytes": frame(TEXT, b"\xff"),
    "half a character": frame(TEXT, b"\xe2\x82", fin=False) + frame(CONT, b"\xff"),
    "a surrogate in UTF-8": frame(TEXT, b'"\xed\xa0\x80"'),
    "a text of bytes behind another mistake": INIT + asks(query=FOLLOW) * 2 + frame(TEXT, b"\xff"),
    "a reason of bytes": frame(CLOSE, b"\x03\xe8\xff"),
}
TOO_LARGE = {
    "a frame of a terabyte": bytes([0x81, 0xFF]) + (1 << 40).to_bytes(8, "big") + bytes(4),
    "a frame of more than there is": bytes([0x81, 0xFF]) + ((1 << 63) + 5).to_bytes(8, "big") + bytes(4),
    "fragments that are too large together": frame(TEXT, b"x" * 600_000, fin=False) + frame(CONT, b"x" * 600_000),
}
FRAGMENTS = {
    "empty fragments without end": frame(TEXT, fin=False) + frame(CONT, fin=False) * 20_000,
    "small fragments without end": frame(TEXT, b"[", fin=False) + frame(CONT, b" ", fin=False) * 5000,
}
FLOODS = {
    "pings without end": frame(PING, b"x" * 125) * 50_000,
    "pongs without end": frame(PONG, b"x" * 125) * 50_000,
    "messages without end": INIT + told({"type": "pong"}) * 20_000,
    "pings of the protocol, with a payload": INIT + told({"type": "ping", "payload": {"x": "y" * 1000}}) * 3000,
    "inits without end": INIT * 3000,
    "completes of what is not there": INIT + told({"type": "complete", "id": "x"}) * 3000,
    "queries without end": INIT + b"".join(asks(str(number)) for number in range(1000)),
}
CONFUSED = {
    "a binary message": frame(BINARY, b"{}"),
    "nesting without end": INIT + frame(TEXT, b'{"a":' * 100_000),
    "NUL in a type": frame(TEXT, b'{"type":"connection_init\\u0000"}'),
    "a size in too many bytes": bytes([0x81, 0xFE, 0, 2]) + bytes(4) + b"{}",
    "a ping within a message": frame(TEXT, b'{"type":', fin=False) + frame(PING, b"x") + frame(CONT, b'"nope"}'),
    "an id that is no Unicode": INIT + asks("\ud800") + told(1),
    "an id that is no Unicode, of a subscription": INIT + asks("\ud800", FOLLOW) + told(1),
    "an id of a megabyte": INIT + asks("x" * 900_000) + told(1),
}
TAKEN = {
    "one id for thousands": INIT + asks(query=FOLLOW) * 3000,
    "one long id for two": INIT + asks("x" * 900_000, FOLLOW) * 2,
    "one id for two that is no Unicode": INIT + asks("\ud800", FOLLOW) * 2,
    "one id for many queries": INIT + asks(query="{ __schema { types { name } } }") * 60,
}


def cases() -> dict[str, tuple[bytes, int]]:
    """All of them."""
    closed = ((BROKEN, 1002), (NO_TEXT, 1007), (TOO_LARGE, 1009), (FRAGMENTS, 1008), (FLOODS, 4429), (CONFUSED, 4400))
    found = {name: (data, code) for group, code in closed for name, data in group.items()}
    return found | {
        **{name: (data, 4409) for name, data in TAKEN.items()},
        "operations before an init": (asks() * 3000, 4401),
        "a farewell": (frame(CLOSE, (1000).to_bytes(2, "big")), 1000),
        "a farewell without a code": (frame(CLOSE), 1005),
    }
