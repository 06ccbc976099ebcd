"""The way to the endpoint for whoever needs nothing that lies on it."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.serving.auth.admission import NotAdmittedError
from schema.serving.auth.refusing import refuse_entry

PATH = "/graphql"


class Direct:
    """Middleware that hands what is sent to the API to `endpoint` at once.

    What a web page sent, by its Origin, goes on: it has to be looked at, and its answer gets headers for the browser.
    """

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app, self._endpoint = app, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        direct = scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST"
        if not direct or any(name == b"origin" for name, _ in scope["headers"]):
            await self._app(scope, receive, send)
            return
        try:
            await self._endpoint(scope, receive, send)
        except NotAdmittedError as error:
            await refuse_entry(Request(scope), error)(scope, receive, send)
