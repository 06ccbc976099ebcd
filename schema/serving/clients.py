"""Whether those who asked are still there."""

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

CYCLE = "handoff.cycle"
"""Where among the extensions of a request's scope stands what knows whether the client has gone."""


def has_gone(scope: Scope) -> bool:
    """Whether the client of a request is known to have gone: as Starlette tells it, but without a task to cancel."""
    cycle = scope.get("extensions", {}).get(CYCLE)
    return isinstance(cycle, RequestResponseCycle) and cycle.disconnected
