"""How a request has to be put, before anybody reads what it asks."""

from collections.abc import Mapping
from email.message import Message

from cross_web import HTTPException

METHODS = "GET, HEAD, POST, OPTIONS"


class NotAllowedError(HTTPException):
    """The method is not one of those allowed, which are named."""

    def __init__(self, message: str, allow: str) -> None:
        super().__init__(405, message)
        self.allow = allow


def check_method(method: str) -> None:
    """Raise NotAllowedError unless the API answers `method`."""
    if method not in {"GET", "POST"}:
        raise NotAllowedError("GraphQL only supports GET and POST requests.", METHODS)


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise HTTPException unless they announce JSON as it is, in UTF-8.

    A browser asks before it sends JSON to another origin; a type that only contains the word it might just send.
    """
    given = headers.get("content-type")
    announced = Message()
    announced["content-type"] = given or ""
    if given is None or given.partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, f"Expected the header Content-Type: application/json, received {given!r}.")
    charset = announced.get_param("charset", "utf-8")
    if not isinstance(charset, str) or charset.lower() not in {"utf-8", "utf8"}:
        raise HTTPException(415, f"Expected JSON in UTF-8, received the charset {charset!r}.")
    encoding = headers.get("content-encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise HTTPException(415, f"Expected a body without Content-Encoding, received {encoding!r}.")
