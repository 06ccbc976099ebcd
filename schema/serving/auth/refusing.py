"""How HTTP is told that somebody is not let in."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from schema.serving.auth.admission import NoKeysError, NotAdmittedError, Reason
from schema.serving.auth.keys import RETRY

_UNQUOTABLE = re.compile(r'[^\x20-\x7e]|["\\]')


def refuse_entry(_request: Request, error: Exception) -> Response:
    """401 with the challenge of RFC 6750, or 503 when it is not the caller's fault; the body is in GraphQL's form."""
    code = "UNAVAILABLE" if isinstance(error, NoKeysError) else "UNAUTHENTICATED"
    content = {"errors": [{"message": str(error), "extensions": {"code": code}}]}
    if isinstance(error, NoKeysError):
        return JSONResponse(content, 503, {"retry-after": str(round(RETRY))})
    challenge = 'Bearer realm="handoff"'
    if isinstance(error, NotAdmittedError) and error.reason is not Reason.MISSING:
        challenge += f', error="invalid_token", error_description="{_UNQUOTABLE.sub(chr(39), error.brief)}"'
    return JSONResponse(content, 401, {"www-authenticate": challenge})
