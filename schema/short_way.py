"""The short way of nearly all requests: one query or mutation, sent by POST as JSON, answered as JSON.

Whatever is not as plain as that goes Strawberry's way, which answers the same and tells what is wrong.
"""

from json import JSONDecodeError
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from domain.rights import Caller
from schema.answers import REFUSALS, Answer, abandoned, refused
from schema.api import DIRECT, api
from schema.body import replayed, whole
from schema.context import Context
from schema.decoding import decode
from schema.encoding import answer, payload
from schema.endpoint import Endpoint
from schema.persisted import PersistedTexts
from schema.prepared import prepared
from schema.serving.auth.bearer import sent
from schema.serving.clients import has_gone
from schema.serving.logs import SUBJECT, logged_as
from schema.serving.turnstile import asking

_PLAIN = frozenset({"query", "variables", "operationName", "extensions"})
_STREAMS = ("event-stream", "multipart", "graphql-response")


class ShortWay:
    """ASGI application before `endpoint`, which is left what can't be answered at once."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket. Raises NotAdmittedError for a request."""
        headers = Headers(scope=scope)
        if scope["type"] != "http" or scope["method"] != "POST" or not _is_plain(headers):
            await self._endpoint(scope, receive, send)
            return
        admission = await self._endpoint.door.admit(sent(headers))
        with logged_as(SUBJECT, admission.caller.subject):
            body = b""
            try:
                body = await whole(receive, self._endpoint.body_seconds)
                response = await self._answer(scope, body, admission.caller)
            except REFUSALS as error:
                response = refused(error)
            if response is None:
                await self._endpoint(scope, replayed(body, receive), send)
            else:
                await response(scope, receive, send)

    async def _answer(self, scope: Scope, body: bytes, caller: Caller) -> Response | None:
        async with self._endpoint.turnstile.admitted(asking(scope, caller)) as waited:
            if waited and has_gone(scope):
                return abandoned()
            asked = _asked(body, self._endpoint.texts)
            if asked is None:
                return None
            query, variables, name = asked
            found = prepared(api._schema, query, name)  # noqa: SLF001 - Strawberry has no other name for it
            if found is None or found.kind not in DIRECT:
                return None
            context = Context.of(scope["app"].state.store, caller)
            result: ExecutionResult = await api.execute(query, variables, context, operation_name=name)
            return Answer(answer(payload(result)))


def _is_plain(headers: Headers) -> bool:
    accept = headers.get("accept", "")
    return (
        headers.get("content-type") == "application/json"
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
