"""How long after the answer to a mutation its event reaches the subscribers."""

from collections.abc import Sequence

from db.embedded import EmbeddedPostgres
from tests.bench.children import measured, server_over
from tests.bench.rounds import Effort, Part, Row

PROCESSES = (1, 4)
SUBSCRIBERS = 100


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[int] = PROCESSES) -> Part:
    """Let a client process change and watch a workflow, with so many server processes."""
    rows = []
    for processes in levels:
        with server_over(postgres.url, processes) as (port, _):
            rounds = measured("latency_client", effort, port=port, subscribers=SUBSCRIBERS)
            rows.append(Row(f"processes: {processes}", rounds))
    return Part("latency", f"From a mutation's answer to {SUBSCRIBERS} subscribers; less than 0 is before it", rows)
