"""JSON as it is sent."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from strawberry.types import ExecutionResult

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer: what nobody reads is kept for a while, and every client may ask for many."""

_TOO_LARGE = (
    f"The answer is too large: at most {MAX_ANSWER} bytes are sent at once. Ask for fewer of the fields that hold "
    "results (`output`, `data`, `result`), or for less per page. A mutation has been carried out: send it again under "
    "its idempotency key, and ask for less, to hear what came of it."
)


def encode(value: object) -> bytes:
    """`value`, compact and in UTF-8.

    What orjson does not take goes a slower way: numbers of more than 64 bits, and halves of surrogate pairs, which
    a message may quote.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def answer(told: object) -> bytes:
    """An answer, or a message with one in its `payload`, encoded; what is too large says so instead."""
    encoded = encode(told)
    if len(encoded) <= MAX_ANSWER:
        return encoded
    refusal = {"data": None, "errors": [{"message": _TOO_LARGE, "extensions": {"code": "ANSWER_TOO_LARGE"}}]}
    return encode({**told, "payload": refusal} if isinstance(told, dict) and "payload" in told else refusal)


def payload(result: ExecutionResult) -> Mapping[str, Any]:
    """What a client is told of `result`."""
    errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    extensions = {"extensions": result.extensions} if result.extensions else {}
    return {"data": result.data, **errors, **extensions}
