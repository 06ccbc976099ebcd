"""One event to many WebSocket subscribers, against the bare `websockets` library broadcasting the same text."""

from collections.abc import Sequence

from db.embedded import EmbeddedPostgres
from tests.bench.children import bare_server, measured, server_over
from tests.bench.rounds import Effort, Part, Row

LEVELS = ((1, 1), (1_000, 1), (5_000, 1), (1_000, 100), (5_000, 100))
"""Subscribers, and of how many workflows."""
QUICK = ((1, 1), (1_000, 1), (1_000, 100))


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[tuple[int, int]] | None = None) -> Part:
    """Let a client process subscribe to both servers, at each of the levels; the mutations are part of what we do."""
    rows = []
    with server_over(postgres.url) as (port, server), bare_server() as (bare_port, bare):
        places = {"port": port, "bare_port": bare_port, "server": server, "bare": bare}
        for size, workflows in levels or (QUICK if effort.quick else LEVELS):
            rounds = measured("socket_client", effort, **places, subscribers=size, workflows=workflows)
            rows.append(Row(f"{size:,} of {workflows} workflow{'s' * (workflows > 1)}", rounds))
    return Part("fanout", "Events to WebSocket subscribers, against websockets.broadcast of the same text", rows)
