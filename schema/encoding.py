"""JSON as it is sent."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from strawberry.types import ExecutionResult


def encode(value: object) -> bytes:
    """`value`, compact and in UTF-8.

    What orjson does not take goes a slower way: numbers of more than 64 bits, and halves of surrogate pairs, which
    a message may quote.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def payload(result: ExecutionResult) -> Mapping[str, Any]:
    """What a client is told of `result`."""
    errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    extensions = {"extensions": result.extensions} if result.extensions else {}
    return {"data": result.data, **errors, **extensions}
