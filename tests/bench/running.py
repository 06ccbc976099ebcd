"""A whole run: the Postgres under it, and what it prints and writes."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

from db.embedded import EmbeddedPostgres, embedded_postgres
from db.prepare import prepare_database
from tests.bench import machine, report
from tests.bench.rounds import Effort, Part

Measure: TypeAlias = Callable[[EmbeddedPostgres, Effort], Part]


@contextmanager
def durable_postgres() -> Iterator[EmbeddedPostgres]:
    """A Postgres that waits for the disk, as one does that must lose nothing."""
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres(Path(folder) / "data", durable=True) as server:
            asyncio.run(prepare_database(server.url))
            yield server


def run(postgres: EmbeddedPostgres, effort: Effort, parts: Mapping[str, Measure], path: Path) -> None:
    """Measure the parts, print each as it is done, and write all of them to `path`."""
    console, facts, done = Console(), machine.facts(postgres), []
    console.print(", ".join(f"{name}: {value}" for name, value in facts.items()))
    console.print(f"{effort.rounds} rounds of {effort.seconds} s for each side: the median, and the range below it")
    for name, measure in parts.items():
        with console.status(f"measuring {name}"):
            done.append(measure(postgres, effort))
        report.show(console, done[-1])
    report.write(path, facts, done)
