"""The comparison: all sides must do the same, and then are measured in turns."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from db.embedded import EmbeddedPostgres
from tests.bench.children import measured
from tests.bench.peers.agreement import require_agreement, require_whole_log
from tests.bench.peers.documents import DOCUMENTS
from tests.bench.peers.ground import Ground, ground
from tests.bench.peers.sides import serving_all, token
from tests.bench.rounds import Effort, Part, Row

LEVELS = (16, 64)
NEW, HALFWAY = 256, 64
"""Workflows that notes go to, each of which takes 10,000 events at most, and those that are read."""

_ASKED = {"note": "notes", "one": "workflow", "waiting": "inbox"}
_TITLE = (
    "Handoff with authentication and all limits, beside graphql-yoga with pg and PostGraphile 5, which have neither"
)

Servers: TypeAlias = Mapping[str, tuple[int, int]]


def compare(node: Path, postgres: EmbeddedPostgres, effort: Effort) -> Part:
    """Measure all sides, with `node` for those of JavaScript."""
    with ground(postgres.url, [*DOCUMENTS], NEW, HALFWAY) as found:
        with serving_all(node, found.urls) as servers:
            shown = token()
            asyncio.run(require_agreement({side: port for side, (port, _) in servers.items()}, found, shown))
            rows = measure(servers, postgres.pid, found, shown, effort)
        for url in found.urls.values():
            asyncio.run(require_whole_log(url))
    return Part("peers", _TITLE, rows)


def measure(
    servers: Servers, postgres: int, found: Ground, shown: str, effort: Effort, levels: Sequence[int] = LEVELS
) -> list[Row]:
    """Every kind of request at every level, each from a client process of its own."""
    sides = {side: {"port": port, "pid": pid} for side, (port, pid) in servers.items()}
    more = {"sides": sides, "postgres": postgres, "token": shown}
    return [
        Row(
            f"{label}, {level}",
            measured(
                "peers.client",
                effort,
                asked=asked,
                connections=level,
                workflows=found.new if asked == "note" else found.halfway,
                **more,
            ),
        )
        for asked, label in _ASKED.items()
        for level in levels
    ]
