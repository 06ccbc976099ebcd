"""Measures what one server process can carry, offers it ten times as much, and tells which promises it keeps.

The exit code is 1 if one is broken.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.embedded import embedded_postgres
from db.prepare import prepare_database
from tests.bench.children import server_over
from tests.bench.machine import allow_many_connections, require_linux
from tests.torture.overload.answers import REFUSED, Load, loaded
from tests.torture.overload.watching import Watch, watched

LEVELS = (16, 32, 64)
TIMES = 10
GOODPUT, QUICK, SILENCE, GROWTH = 0.8, 1.0, 2.0, 300_000_000
"""Of the peak; seconds for 99 of 100 refusals; seconds without an event; bytes more than at the peak."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The load at the peak, the one that is too much, and what was seen during both."""

    peak: Load
    overload: Load
    before: Watch
    meanwhile: Watch

    def promises(self) -> Iterator[tuple[str, str, bool]]:
        """Each promise, what became of it, and whether it was kept."""
        ratio, others = self.overload.goodput / self.peak.goodput, self.overload.others
        silence = self.meanwhile.longest_silence(self.overload.began, self.overload.seconds)
        _, slow = self.overload.percentiles.get(REFUSED, (0.0, 0.0))
        growth = max(self.meanwhile.memory) - max(self.before.memory)
        yield "answers are successes or clear refusals", f"{others} others", not others
        yield (
            f"refusals come within {QUICK:.0f} s",
            f"99 of 100 within {slow:.3f} s" if slow else "no refusals",
            slow <= QUICK,
        )
        yield f"goodput stays at {GOODPUT:.0%} of the peak", f"{ratio:.0%}", ratio >= GOODPUT
        yield "a subscriber keeps getting events", f"longest silence {silence:.2f} s", silence <= SILENCE
        yield f"memory grows by {GROWTH / 1e6:.0f} MB at most", f"{growth / 1e6:.0f} MB", growth <= GROWTH


async def measure(port: int, pid: int, seconds: float, levels: Sequence[int] = LEVELS) -> Outcome:
    """Find the peak, then have ten times as many clients as can be served in a second ask every second."""
    async with watched(port, pid) as before:
        loads = [await loaded(port, level, seconds) for level in levels]
    peak = max(loads, key=lambda load: load.goodput)
    async with watched(port, pid) as meanwhile:
        overload = await loaded(port, round(TIMES * peak.goodput), 2 * seconds)
    return Outcome(peak, overload, before, meanwhile)


def show(console: Console, outcome: Outcome) -> bool:
    """Print the tables; gives whether all promises were kept."""
    table = Table(title="Mutations over HTTP on one server process", title_justify="left")
    for name in ("", "answers", "each second", "p50 ms", "p99 ms"):
        table.add_column(name, justify="right" if name else "left")
    for name, load in (("peak", outcome.peak), ("overload", outcome.overload)):
        table.add_row(f"[bold]{name}: {load.connections} connections, {load.seconds:.0f} s")
        for kind, number in sorted(load.answers.items(), key=lambda each: -each[1]):
            times = (f"{1000 * each:.0f}" for each in load.percentiles[kind])
            table.add_row(kind, str(number), f"{number / load.seconds:.0f}", *times)
    kept = Table(title="Promises", title_justify="left")
    for name in ("promise", "found", ""):
        kept.add_column(name)
    for promise, found, holds in outcome.promises():
        kept.add_row(promise, found, "kept" if holds else "[bold]BROKEN")
    console.print(table, kept)
    return all(holds for _, _, holds in outcome.promises())


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.overload", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each of the loads lasts")
    chosen = parser.parse_args()
    require_linux()
    allow_many_connections()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="handoff-overload-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres(Path(folder) / "data") as postgres:
            asyncio.run(prepare_database(postgres.url))
            with server_over(postgres.url) as (port, pid):
                outcome = asyncio.run(measure(port, pid, chosen.seconds))
    return int(not show(Console(), outcome))


if __name__ == "__main__":
    sys.exit(main())
