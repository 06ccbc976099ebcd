"""How long after the answer to a mutation its event reaches the subscribers."""

from collections.abc import Sequence
from contextlib import ExitStack

from db.embedded import EmbeddedPostgres
from tests.bench.children import measured, server_over
from tests.bench.rounds import Effort, Part, Row

PROCESSES = (1, 4)
SUBSCRIBERS = 100


def measure(postgres: EmbeddedPostgres, effort: Effort, levels: Sequence[int] = PROCESSES) -> Part:
    """Let a client process change and watch a workflow; the subscribers are spread over so many servers."""
    rows = []
    for processes in levels:
        with ExitStack() as opened:
            port, *others = [opened.enter_context(server_over(postgres.url))[0] for _ in range(processes)]
            rounds = measured("latency_client", effort, port=port, others=others, subscribers=SUBSCRIBERS)
            rows.append(Row(f"processes: {processes}", rounds))
    return Part("latency", f"From a mutation's answer to {SUBSCRIBERS} subscribers; less than 0 is before it", rows)
