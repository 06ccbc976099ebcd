"""Shares of the server's CPU, for one mutation and for one query."""

import os
import tempfile
from pathlib import Path

from db.embedded import EmbeddedPostgres
from tests.api.auth.making import SECRET
from tests.bench.children import measured, server_over
from tests.bench.peers.sides import token
from tests.bench.rounds import Effort, Part, Row

ASKED = {"note": "addNote", "workflow": "workflow(id)"}
CONNECTIONS = 16
_PROGRAM = ("-m", "tests.bench.shares.sampled_server")
_CPU = 1 / 3
"""Seconds of the server's CPU to take samples of, for each second of a turn."""


def measure(postgres: EmbeddedPostgres, effort: Effort, connections: int = CONNECTIONS) -> Part:
    """Load a server that takes samples of itself from a client process; it admits by tokens, as in production."""
    turns = Effort(effort.rounds, effort.seconds * _CPU)
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        samples = str(Path(folder) / "samples")
        os.mkfifo(samples)
        with server_over(postgres.url, program=_PROGRAM, AUTH_SECRET=SECRET, SAMPLES=samples) as (port, server):
            more = {"port": port, "server": server, "postgres": postgres.pid, "samples": samples, "token": token()}
            rows = [
                Row(label, measured("shares.client", turns, asked=asked, connections=connections, **more))
                for asked, label in ASKED.items()
            ]
    return Part("shares", f"Where the server's CPU goes, with {connections} connections", rows)
