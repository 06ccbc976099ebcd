"""JSON as text: the one way in which this package writes and reads it."""

import json
from typing import Any

from domain.vocabulary import Json

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def to_json(value: Json) -> str:
    """`value` as compact JSON text; numbers that JSON does not have are refused with ValueError."""
    return _encode(value)


def parsed(value: Any) -> Any:  # noqa: ANN401 - jsonb arrives as text from asyncpg, as values from SQLAlchemy
    """What a jsonb column holds."""
    return json.loads(value) if isinstance(value, str) else value
