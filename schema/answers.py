"""Answers that say what is wrong with a request, and answers that last."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from http import HTTPStatus

from cross_web import HTTPException
from starlette.exceptions import HTTPException as NotServed
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from schema.asking import NotAllowedError
from schema.persisted import NOT_FOUND, TextNotFoundError
from schema.problems import OVERLOADED, PRIVATE, TOO_MANY_CONNECTIONS, problem
from schema.serving import connections, turnstile

_OF_ANSWERS = [
    (b"content-type", b"application/json"),
    *((name.encode(), value.encode()) for name, value in PRIVATE.items()),
]

REFUSALS = turnstile.OverloadedError, TextNotFoundError, ClientDisconnect, HTTPException


def refused(error: Exception) -> Response:
    """What is said to whoever sent a request because of which one of REFUSALS was raised."""
    match error:
        case turnstile.OverloadedError():
            return _later(HTTPStatus.SERVICE_UNAVAILABLE, str(error), OVERLOADED, error.seconds)
        case TextNotFoundError():
            return _problem(HTTPStatus.OK, str(error), NOT_FOUND)
        case HTTPException():
            return _refusal(error)
        case _:
            return abandoned()


def _refusal(error: HTTPException) -> Response:
    """What is wrong with a request that can't be read."""
    response = _problem(error.status_code, error.reason)
    if isinstance(error, NotAllowedError):
        response.headers["allow"] = error.allow
    if error.status_code == HTTPStatus.REQUEST_TIMEOUT:
        response.headers["connection"] = "close"
    return response


def abandoned() -> Response:
    """For those who count: the client has gone, and nobody hears it."""
    return _problem(HTTPStatus.BAD_REQUEST, "The client went before it was answered.")


def too_many_connections(error: connections.TooManyConnectionsError) -> Response:
    """Come back later, or with fewer connections."""
    return _later(error.status, str(error), TOO_MANY_CONNECTIONS, connections.RETRY_AFTER_SECONDS)


def not_served(request: Request, error: Exception) -> Response:
    """What is wrong with a request that reaches no endpoint."""
    status, detail = (error.status_code, error.detail) if isinstance(error, NotServed) else (500, "not served")
    response = _problem(status, f"{request.method} {request.url.path}: {detail}. The API is at /graphql.")
    response.headers.update(getattr(error, "headers", None) or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers.setdefault("allow", "GET, HEAD")
    return response


def _later(status: int, message: str, code: str, seconds: int) -> Response:
    response = _problem(status, message, code)
    response.headers["retry-after"] = str(seconds)
    return response


def _problem(status: int, message: str, code: str | None = None) -> Response:
    """In GraphQL's form."""
    return JSONResponse(problem(status, message, code), status_code=status, headers=PRIVATE)


class Answer(Response):
    """JSON that is encoded, with the headers of what is said to one client."""

    def __init__(self, body: bytes) -> None:
        self.status_code, self.body, self.background = HTTPStatus.OK, body, None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), *_OF_ANSWERS]


class HeldResponse(StreamingResponse):
    """A stream that holds something until it has ended, however it does."""

    def __init__(self, held: ExitStack, content: AsyncIterator[str], headers: Mapping[str, str]) -> None:
        super().__init__(content, headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream, and let go."""
        with self._held:
            await super().__call__(scope, receive, send)
