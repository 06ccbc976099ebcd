"""How many connections may stay open: in all, and for one client."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.types import Scope

from schema.metrics import CONNECTIONS, REFUSED

RETRY_AFTER_SECONDS = 5
_log = logging.getLogger("handoff.connections")


class TooManyConnectionsError(Exception):
    """There is no room for one more. `status` is what HTTP calls that."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Connections:
    """Counts the WebSockets and the streams of events that are open: at most `total`, `per_client` from one address.

    An address is that of whoever connects; behind a proxy, the one that the proxy names if it is trusted to.
    """

    total: int
    per_client: int
    _open: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def held(self, scope: Scope) -> Iterator[None]:
        """Hold a connection open. Raises TooManyConnectionsError."""
        client = (scope.get("client") or ("unknown", 0))[0]
        kind = "websocket" if scope["type"] == "websocket" else "stream"
        if self._open.total() >= self.total:
            message = f"This server has {self.total} connections open, which is all that it takes. Come back later."
            _note(kind, "server", client)
            raise TooManyConnectionsError(503, message)
        if self._open[client] >= self.per_client:
            message = (
                f"Your address has {self.per_client} connections open, which is all that one may have. Close some, or "
                "put several subscriptions on one WebSocket."
            )
            _note(kind, "client", client)
            raise TooManyConnectionsError(429, message)
        self._open[client] += 1
        try:
            with CONNECTIONS.labels(kind).track_inprogress():
                yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]


def _note(kind: str, reason: str, client: str) -> None:
    REFUSED.labels(kind, reason).inc()
    _log.warning(
        "a %s of %s was refused: the %s has too many connections", kind, client, reason, extra={"client": client}
    )
