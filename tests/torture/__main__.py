"""Tortures two servers on one Postgres while clients work, and checks what they were told against the log.

The exit code is 1 if a promise was broken; the seed repeats the faults and the clients' choices.
"""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

import uvloop
from rich.console import Console

from tests.db.hints.redis_server import PROGRAM
from tests.torture.disk import own_mounts
from tests.torture.report import show
from tests.torture.run import Outcome, Wishes, torture
from tests.torture.scale import FULL, SMALL

_SHOWN = 20


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="how long faults strike")
    parser.add_argument("--seed", type=int, help="repeats the chances of a run")
    parser.add_argument("--redis", action="store_true", help="hints by way of Redis, which flaps")
    parser.add_argument("--small", action="store_true", help="fewer clients and kinds of faults")
    chosen = parser.parse_args()
    if chosen.redis and PROGRAM is None:
        parser.error("no redis-server here (make redis installs it)")
    seed = SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    disk = not chosen.small and own_mounts()
    print(f"SEED={seed}, {chosen.seconds:.0f} s", flush=True)
    if not disk:
        print("Skipped: a full disk (mounting a small one needs root on Linux).", flush=True)
    scale = SMALL if chosen.small else FULL
    folder = Path(tempfile.mkdtemp(prefix="handoff-torture-"))
    folder.chmod(0o755)
    try:
        outcome = uvloop.run(_run(folder, Wishes(seed, chosen.seconds, scale, redis=chosen.redis, disk=disk)))
    except (KeyboardInterrupt, asyncio.CancelledError):
        shutil.rmtree(folder, ignore_errors=True)
        return 1
    return _tell(outcome, folder, seed)


async def _run(folder: Path, wishes: Wishes) -> Outcome:
    """Run it; when told to end, end everything in order."""
    running = asyncio.ensure_future(torture(folder, wishes))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    return await running


def _tell(outcome: Outcome, folder: Path, seed: int) -> int:
    show(Console(), outcome)
    for each in outcome.wrong[:_SHOWN]:
        print(f"VIOLATION: {each}")
    if outcome.wrong:
        print(f"FAIL: {len(outcome.wrong)} violations; SEED={seed} repeats it; records and logs are in {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    print("PASS")
    return 0


if __name__ == "__main__":
    sys.exit(main())
