"""Measures what requests cost over a small and a big database, and fails if a cost that must not grow does.

It makes the databases unless they are there, and leaves them as they are but for some notes and rounds.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.embedded import EmbeddedPostgres, embedded_postgres
from tests.bench import machine
from tests.bench.bulk.generate import FOLDER, SETTINGS, database_of, require_space, say
from tests.bench.growth.measure import CPU_RATIO, compare
from tests.bench.growth.operations import OPERATIONS
from tests.bench.growth.site import site
from tests.bench.rounds import Row, Spread

MOST = 1.3
"""How many times as much CPU a request may take over the big database, in the median of all rounds."""


def main() -> int:
    """Run what the arguments ask for. Gives the exit code: 1 if a cost grows that must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--big", type=int, default=1_000_000)
    parser.add_argument("--data-dir", type=Path, default=FOLDER)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=40, help="of each kind, on each side, in each round")
    chosen = parser.parse_args()
    machine.require_linux()
    require_space(chosen.data_dir, chosen.big)
    with embedded_postgres(chosen.data_dir, durable=False, settings=SETTINGS) as server:
        rows = asyncio.run(measure(server, (chosen.small, chosen.big), chosen.rounds, chosen.requests))
        console = Console()
        console.print(", ".join(f"{name}: {value}" for name, value in machine.facts(server).items()))
    console.print(table(rows))
    grown = growing(rows)
    console.print(
        f"Beyond {MOST} times: {', '.join(grown)}" if grown else f"Nothing that must not grow is beyond {MOST}."
    )
    return 1 if grown else 0


async def measure(server: EmbeddedPostgres, sizes: tuple[int, int], rounds: int, count: int) -> list[Row]:
    """All operations over databases of these two sizes."""
    small, big = [await database_of(server, size, say) for size in sizes]
    async with site(small, sizes[0], server.pid) as one, site(big, sizes[1], server.pid) as other:
        rows = []
        for operation in OPERATIONS:
            say(f"measuring {operation.name}")
            rows.append(await compare(operation, one, other, rounds, count))
        return rows


def growing(rows: Sequence[Row]) -> list[str]:
    """The names of what must not grow, and does."""
    bounded = {operation.name for operation in OPERATIONS if operation.bounded}
    return [row.label for row in rows if row.label in bounded and row.columns[CPU_RATIO].median > MOST]


def table(rows: Sequence[Row]) -> Table:
    """A line for each operation: medians, and the range of a ratio behind its median."""
    shown = Table(title="Requests over a small and a big database")
    for name in ("", *rows[0].columns):
        shown.add_column(name, justify="right" if name else "left")
    for row in rows:
        shown.add_row(row.label, *(_cell(name, spread) for name, spread in row.columns.items()))
    return shown


def _cell(name: str, spread: Spread) -> str:
    within = f" ({spread.least:.2f} .. {spread.most:.2f})" if name.endswith("ratio") else ""
    return f"{spread.median:.2f}{within}"


if __name__ == "__main__":
    sys.exit(main())
