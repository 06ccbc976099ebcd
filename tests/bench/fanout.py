"""One event to many WebSocket subscribers, against the bare `websockets` library broadcasting the same text."""

from collections.abc import Sequence

from db.embedded import EmbeddedPostgres
from tests.bench.children import bare_server, measured, server_over
from tests.bench.rounds import Effort, Part, Row

LEVELS = (1, 100, 1_000)


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[int] = LEVELS) -> Part:
    """Let a client process subscribe to both servers, at each of the levels."""
    rows = []
    with server_over(postgres.url) as (port, server), bare_server() as (bare_port, bare):
        for level in levels:
            pids = {"server": server, "bare": bare}
            rounds = measured("socket_client", effort, port=port, bare_port=bare_port, subscribers=level, **pids)
            rows.append(Row(f"subscribers: {level:,}", rounds))
    return Part("fanout", "Events to WebSocket subscribers, against websockets.broadcast of the same text", rows)
