"""Measures Handoff beside what a team would write or pick instead, and writes `bench-peers.json`."""

import argparse
import signal
import sys
from functools import partial
from pathlib import Path

from tests.bench import machine
from tests.bench.peers.comparing import compare
from tests.bench.rounds import Effort
from tests.bench.running import durable_postgres, run


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--node", type=Path, required=True, help="the program `node`")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=1, help="of each side in a round")
    chosen = parser.parse_args()
    machine.require_linux()
    machine.allow_many_connections()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with durable_postgres() as postgres:
        parts = {"peers": partial(compare, chosen.node.absolute())}
        run(postgres, Effort(chosen.rounds, chosen.seconds), parts, Path("bench-peers.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
