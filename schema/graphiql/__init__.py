"""The page that a browser gets at /graphql: GraphiQL, served whole from this machine."""

import mimetypes
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_SCROLL_LOCK_STYLE = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"
"""The one inline style of GraphiQL: it keeps the page from scrolling behind a dialog."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {_SCROLL_LOCK_STYLE}",
        "connect-src 'self'",
        "font-src data:",
        "img-src data:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""What the page may load and from where: all of it from its own origin."""

_HERE = Path(__file__).parent
_PAGE = (_HERE / "index.html").read_text("utf-8")
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

mimetypes.add_type("application/graphql", ".graphql")


class _Assets(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


def page() -> Response:
    """The GraphiQL page. It expects `assets()` at /graphql/assets and the API at /graphql, by POST and by WebSocket."""
    return HTMLResponse(_PAGE, headers={**_HEADERS, "Vary": "Accept"})


def assets() -> StaticFiles:
    """The files of the page, to be mounted at /graphql/assets. Browsers keep them and ask by ETag for changes."""
    return _Assets(directory=_HERE / "static", packages=[("schema.graphiql", "vendor")])
