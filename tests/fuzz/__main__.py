"""Sends random documents, frames and requests to servers of its own. The exit code is 1 if anything went wrong."""

import argparse
import asyncio
import secrets
import signal
import sys
import tempfile
from pathlib import Path

import hypothesis.configuration
from rich.console import Console

from db.embedded import EmbeddedPostgres, embedded_postgres
from tests.fuzz import report
from tests.fuzz.case import FaultError
from tests.fuzz.running import Tally, run
from tests.fuzz.site import sites


def main() -> int:
    """Run for as long as the arguments say. Gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to send (default: 60)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 31), help="for the same cases again")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="handoff-fuzz-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        hypothesis.configuration.set_hypothesis_home_dir(folder / "hypothesis")
        with embedded_postgres(folder / "data", durable=False) as postgres:
            return fuzz(postgres, folder, asked.seconds, asked.seed)


def fuzz(postgres: EmbeddedPostgres, folder: Path, seconds: float, seed: int) -> int:
    """Send random things for so long, to servers over this Postgres, and tell what came of it. Gives the exit code."""
    console, tally = Console(soft_wrap=True), Tally()
    console.print(f"seed {seed}, {seconds:g} s")
    with sites(postgres, folder) as found:
        try:
            asyncio.run(run(found, seconds, seed, tally))
            for site in found:
                site.close()
        except FaultError as fault:
            report.tell(console, fault)
            console.print(f"once more: make fuzz SECONDS={seconds:g} SEED={seed}")
            return 1
        finally:
            report.show(console, tally, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
