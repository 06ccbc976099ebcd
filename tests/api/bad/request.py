"""A request that no client should send."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

QUERY = "{ cursor }"
OBJECT = "Expected a JSON object"
TOO_DEEP = "nested too deeply"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Bad:
    """A request, and words that its answer must have."""

    name: str
    words: str
    content: bytes | list[bytes] = b""
    method: str = "POST"
    path: str = "/graphql"
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    params: dict[str, str] = field(default_factory=dict)
    status: int = 400

    def body(self) -> bytes | AsyncIterator[bytes]:
        """What to send: bytes with their length, or pieces without."""
        return self.content if isinstance(self.content, bytes) else _pieces(self.content)


async def _pieces(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def asking(**body: Any) -> bytes:
    """A body."""
    return json.dumps(body).encode()
