"""Measures, prints tables of medians with their ranges, and writes `bench.json` in the current folder."""

import argparse
import signal
import sys
from pathlib import Path

from tests.bench import fanout, http_load, idle, latency, machine, start, writer
from tests.bench.rounds import Effort
from tests.bench.running import Measure, durable_postgres, run
from tests.bench.shares import measuring as shares

PARTS: dict[str, Measure] = {
    "writer": writer.measure,
    "http": http_load.measure,
    "fanout": fanout.measure,
    "idle": idle.measure,
    "latency": latency.measure,
    "shares": shares.measure,
    "start": start.measure,
}
FULL, QUICK = Effort(rounds=5, seconds=3), Effort(rounds=3, seconds=0.5, quick=True)


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less than a minute, with wider ranges")
    parser.add_argument("--only", choices=PARTS, help="one part only")
    chosen = parser.parse_args()
    machine.require_linux()
    machine.allow_many_connections()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parts = {chosen.only: PARTS[chosen.only]} if chosen.only else PARTS
    with durable_postgres() as postgres:
        run(postgres, QUICK if chosen.quick else FULL, parts, Path("bench.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
