"""Where callers put their token: `Bearer` and the token, in a header or in what a WebSocket begins with."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers

from schema.serving.auth.admission import Reason, UnauthenticatedError

MAX_TOKEN = 8 * 1024
"""Characters of a token; a longer one is not looked at."""

HOW = "Send the header `Authorization: Bearer <token>`; on a WebSocket, put it into the payload of connection_init."
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.ASCII | re.IGNORECASE)


def sent(headers: Headers) -> str | None:
    """The header `Authorization`, if there is one; several are one that can't be read."""
    values = headers.getlist("authorization")
    return ", ".join(values) if values else None


def said_at_first(payload: Mapping[str, object], header: str | None) -> str | None:
    """What the payload of a connection_init says, or else the `header` of the request that opened the WebSocket."""
    given = payload.get("Authorization", payload.get("authorization"))
    if given is None:
        return header
    return given if isinstance(given, str) else ""


def token_in(authorization: str | None) -> str:
    """The token in `Bearer <token>`. Raises UnauthenticatedError."""
    if authorization is None:
        raise UnauthenticatedError(Reason.MISSING, "a token is needed, and none came", HOW)
    if len(authorization) > MAX_TOKEN + len("Bearer "):
        raise UnauthenticatedError(Reason.MALFORMED, f"the token is longer than {MAX_TOKEN} characters")
    found = _BEARER.fullmatch(authorization)
    if found is None:
        raise UnauthenticatedError(Reason.MALFORMED, "expected `Bearer` and a token, received something else", HOW)
    return found[1]
