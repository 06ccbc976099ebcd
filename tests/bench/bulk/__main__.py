"""Makes a database with very many workflows in a data folder of its own; says how long it took and how big it is."""

import argparse
import asyncio
import sys
from pathlib import Path

from db.embedded import embedded_postgres
from tests.bench.bulk.generate import FOLDER, SETTINGS, database_of, require_space, say
from tests.bench.bulk.templates import COUNT


def main() -> int:
    """Make what the arguments ask for, unless it is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bulk", description=__doc__)
    parser.add_argument("--workflows", type=int, default=1_000_000, help=f"at least {COUNT}")
    parser.add_argument("--data-dir", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    require_space(chosen.data_dir, chosen.workflows)
    with embedded_postgres(chosen.data_dir, durable=False, settings=SETTINGS) as server:
        asyncio.run(database_of(server, chosen.workflows, say))
    return 0


if __name__ == "__main__":
    sys.exit(main())
