"""The memory of a subscriber that waits."""

from collections.abc import Sequence

from db.embedded import EmbeddedPostgres
from tests.bench.children import measured, server_over
from tests.bench.rounds import Effort, Part, Row

LEVELS, QUICK = (100, 1_000, 5_000), (100, 1_000)


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[int] | None = None) -> Part:
    """Let a client process subscribe to a new server, at each of the levels."""
    rows = []
    for size in levels or (QUICK if effort.quick else LEVELS):
        with server_over(postgres.url) as (port, server):
            rows.append(
                Row(
                    f"subscribers: {size:,}",
                    measured("idle_client", effort, port=port, server=server, subscribers=size),
                )
            )
    return Part("idle", "Memory of the server for each idle subscriber", rows)
