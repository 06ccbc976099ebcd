"""Measures, prints tables of medians with their ranges, and writes `bench.json` in the current folder."""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from db.embedded import EmbeddedPostgres, embedded_postgres
from db.prepare import prepare_database
from tests.bench import fanout, http_load, idle, latency, machine, report, writer
from tests.bench.rounds import Effort, Part

PARTS: dict[str, Callable[[EmbeddedPostgres, Effort], Part]] = {
    "writer": writer.measure,
    "http": http_load.measure,
    "fanout": fanout.measure,
    "idle": idle.measure,
    "latency": latency.measure,
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
    with _postgres() as postgres:
        _run(postgres, QUICK if chosen.quick else FULL, [chosen.only] if chosen.only else list(PARTS))
    return 0


@contextmanager
def _postgres() -> Iterator[EmbeddedPostgres]:
    """A Postgres that waits for the disk, as one does that must lose nothing."""
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres(Path(folder) / "data", durable=True) as server:
            asyncio.run(prepare_database(server.url))
            yield server


def _run(postgres: EmbeddedPostgres, effort: Effort, names: list[str]) -> None:
    console, facts, parts = Console(), machine.facts(postgres), []
    console.print(", ".join(f"{name}: {value}" for name, value in facts.items()))
    console.print(f"{effort.rounds} rounds of {effort.seconds} s for each side: the median, and the range below it")
    for name in names:
        with console.status(f"measuring {name}"):
            parts.append(PARTS[name](postgres, effort))
        report.show(console, parts[-1])
    report.write(Path("bench.json"), facts, parts)


if __name__ == "__main__":
    sys.exit(main())
