"""The short way of nearly all requests: one query or mutation, sent by POST as JSON, answered as JSON.

Whatever is not as plain as that goes Strawberry's way, which answers the same and tells what is wrong.
"""

from json import JSONDecodeError
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from schema.api import DIRECT, api
from schema.context import Context
from schema.decoding import decode
from schema.encoding import answer, payload
from schema.prepared import prepared

_PLAIN = frozenset({"query", "variables", "operationName"})
_STREAMS = ("event-stream", "multipart", "graphql-response")


async def shortly(request: Request, body: bytes, context: Context) -> Response | None:
    """The answer, if the request can go this way."""
    asked = _asked(body) if _is_plain(request.method, request.headers) else None
    if asked is None:
        return None
    query, variables, name = asked
    if prepared(api._schema, query, name) not in DIRECT:  # noqa: SLF001 - Strawberry has no other name for it
        return None
    result: ExecutionResult = await api.execute(query, variables, context, operation_name=name)
    return Response(answer(payload(result)), media_type="application/json")


def _is_plain(method: str, headers: Headers) -> bool:
    accept = headers.get("accept", "")
    return (
        method == "POST"
        and headers.get("content-type") == "application/json"
        and "content-encoding" not in headers
        and not any(kind in accept for kind in _STREAMS)
    )


def _asked(body: bytes) -> tuple[str, dict[str, Any] | None, str | None] | None:
    try:
        data = decode(body)
    except JSONDecodeError:
        return None
    if not isinstance(data, dict) or not data.keys() <= _PLAIN:
        return None
    query, variables, name = data.get("query"), data.get("variables"), data.get("operationName")
    if isinstance(query, str) and isinstance(variables, dict | None) and isinstance(name, str | None):
        return query, variables, name
    return None
