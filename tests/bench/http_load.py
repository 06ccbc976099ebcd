"""Mutations per second over HTTP, against requests to the same server that reach neither GraphQL nor the database."""

from collections.abc import Sequence

from db.embedded import EmbeddedPostgres
from tests.bench.children import measured, server_over
from tests.bench.rounds import Effort, Part, Row

LEVELS = (1, 16, 64)


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[int] = LEVELS) -> Part:
    """Load a server process from a client process, at each of the levels."""
    rows = []
    with server_over(postgres.url) as (port, server):
        for level in levels:
            pids = {"server": server, "postgres": postgres.pid}
            rows.append(
                Row(f"connections: {level}", measured("http_client", effort, port=port, connections=level, **pids))
            )
    return Part("http", "Mutations over HTTP, against GET /health/live on the same server", rows)
