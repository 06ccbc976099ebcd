"""The short way of nearly all requests: one query or mutation, sent by POST as JSON, answered as JSON.

Whatever is not as plain as that goes Strawberry's way, which answers the same and tells what is wrong.
"""

from json import JSONDecodeError
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from schema.answers import Answer
from schema.api import DIRECT, api
from schema.context import Context
from schema.decoding import decode
from schema.encoding import answer, payload
from schema.persisted import PersistedTexts
from schema.prepared import prepared

_PLAIN = frozenset({"query", "variables", "operationName", "extensions"})
_STREAMS = ("event-stream", "multipart", "graphql-response")


async def shortly(request: Request, body: bytes, context: Context, texts: PersistedTexts) -> Response | None:
    """The answer, if the request can go this way. Raises what `texts` raises about an operation by hash."""
    asked = _asked(body, texts) if _is_plain(request.method, request.headers) else None
    if asked is None:
        return None
    query, variables, name = asked
    found = prepared(api._schema, query, name)  # noqa: SLF001 - Strawberry has no other name for it
    if found is None or found.kind not in DIRECT:
        return None
    result: ExecutionResult = await api.execute(query, variables, context, operation_name=name)
    return Answer(answer(payload(result)))


def _is_plain(method: str, headers: Headers) -> bool:
    accept = headers.get("accept", "")
    return (
        method == "POST"
        and headers.get("content-type") == "application/json"
        and "content-encoding" not in headers
        and not any(kind in accept for kind in _STREAMS)
    )


def _asked(body: bytes, texts: PersistedTexts) -> tuple[str, dict[str, Any] | None, str | None] | None:
    try:
        data = decode(body)
    except JSONDecodeError:
        return None
    if not isinstance(data, dict) or not data.keys() <= _PLAIN:
        return None
    query, variables, name = data.get("query"), data.get("variables"), data.get("operationName")
    extensions = data.get("extensions")
    if not isinstance(name, str | None) or not isinstance(query, str | None):
        return None
    if not isinstance(variables, dict | None) or not isinstance(extensions, dict | None):
        return None
    text = texts.meant(extensions, query, name, variables)
    return None if text is None else (text, variables, name)
