"""Bodies that are no JSON, or no JSON object, or too large."""

import json
from collections.abc import Iterator

from schema.body import MAX_BODY
from tests.api.bad.request import OBJECT, QUERY, TOO_DEEP, Bad, asking


def _number(digits: bytes) -> bytes:
    return b'{"query": "{ cursor }", "variables": {"a": %b}}' % digits


def bodies() -> Iterator[Bad]:
    """All of them."""
    for name, body in {"nothing": b"", "half an object": b"{", "two objects": b"{} {}", "XML": b"<query/>"}.items():
        yield Bad(name, "Expected JSON", body)
    for name, body in {"null": b"null", "a list": b"[]", "a batch": b'[{"query": "{ cursor }"}]'}.items():
        yield Bad(name, OBJECT, body)
    for name, body in {"a text": b'"{ cursor }"', "a number": b"1", "true": b"true"}.items():
        yield Bad(name, OBJECT, body)
    yield Bad("invalid UTF-8", "not UTF-8", b'{"query": "{ cursor \xff }"}')
    yield Bad("UTF-16", "not UTF-8", json.dumps({"query": QUERY}).encode("utf-16"))
    for name in ("NaN", "Infinity", "-Infinity"):
        yield Bad(name, f"{name} is no JSON number", _number(name.encode()))
    yield Bad("an integer of 5,000 digits", "thousands of digits", _number(b"1" * 5000))
    yield Bad("lists without end", TOO_DEEP, _number(b"[" * 100_000 + b"]" * 100_000))
    yield Bad("objects without end", TOO_DEEP, _number(b'{"a":' * 100_000 + b"1" + b"}" * 100_000))
    large = b" " * (MAX_BODY + 1 - len(asking(query=QUERY))) + asking(query=QUERY)
    yield Bad("a byte too much", f"at most {MAX_BODY} bytes", large, status=413)
    yield Bad("a byte too much, in pieces", f"at most {MAX_BODY} bytes", [large[:1000], large[1000:]], status=413)
