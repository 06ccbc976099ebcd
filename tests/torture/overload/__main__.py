"""Measures what one server process can carry, offers it ten times as much, and tells which promises it keeps.

The exit code is 1 if one is broken.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.embedded import embedded_postgres
from db.prepare import prepare_database
from tests.bench.children import server_over
from tests.bench.machine import allow_many_connections, require_linux
from tests.torture.overload.answers import REFUSED, Load, loaded
from tests.torture.overload.cores import Cores
from tests.torture.overload.watching import Watch, watched

LEVELS = (16, 32, 64)
TIMES = 10
WARMING, ARRIVING = 1.0, 5.0
"""Seconds in which the clients of a level come, and those that are too many."""

MOST_CLIENTS = 14_000
"""Of whom each has a connection: where more files may be open than these need, there may be more of them."""

OFFERED, MISSING = 0.95, 0.01
GOODPUT, QUICK, SILENCE, GROWTH = 0.8, 1.0, 2.0, 300_000_000
"""Of ten times the peak; of the attempts; of the peak; seconds for 99 of 100 refusals; seconds without an event; bytes
more than at the peak."""

Promise = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The load at the peak, the one that is too much, and what was seen during both."""

    peak: Load
    overload: Load
    before: Watch
    meanwhile: Watch
    cores: Mapping[str, float]
    times: int

    def promises(self) -> Iterator[Promise]:
        """Each promise, what became of it, and whether it was kept."""
        yield from self._of_answers()
        silence = self.meanwhile.longest_silence(self.overload.began, self.overload.seconds)
        growth = max(self.meanwhile.memory) - max(self.before.memory)
        yield "a subscriber keeps getting events", f"longest silence {silence:.2f} s", silence <= SILENCE
        yield f"memory grows by {GROWTH / 1e6:.0f} MB at most", f"{growth / 1e6:.0f} MB", growth <= GROWTH

    def _of_answers(self) -> Iterator[Promise]:
        load, peak = self.overload, self.peak.goodput
        offered, ratio = load.offered / peak, load.goodput / peak
        _, slow = load.percentiles.get(REFUSED, (0.0, 0.0))
        told = f"99 of 100 within {slow:.3f} s" if slow else "no refusals"
        yield (
            f"{self.times} times as much is asked as can be carried",
            f"{offered:.1f} times",
            offered >= OFFERED * self.times,
        )
        yield (
            f"all but {MISSING:.0%} are answered before they ask again",
            f"all but {load.missing:.2%}",
            load.missing < MISSING,
        )
        yield "answers are successes or clear refusals", f"{load.others} others", not load.others
        yield f"refusals come within {QUICK:.0f} s", told, slow <= QUICK
        yield f"goodput stays at {GOODPUT:.0%} of the peak", f"{ratio:.0%}", ratio >= GOODPUT


async def measure(
    port: int, pid: int, postmaster: int, seconds: float, levels: Sequence[int] = LEVELS, times: int = TIMES
) -> Outcome:
    """Find the peak, then have clients ask `times` as often: each once a second, or more often if they are many."""
    async with watched(port, pid) as before:
        loads = [await loaded(port, level, seconds, WARMING, eager=True) for level in levels]
    peak = max(loads, key=lambda load: load.goodput)
    async with watched(port, pid) as meanwhile:
        cores = Cores(pid, postmaster)
        clients = min(MOST_CLIENTS, round(times * peak.goodput))
        pace = clients / (times * peak.goodput)
        overload = await loaded(port, clients, 2 * seconds, ARRIVING, eager=False, pace=pace)
        used = cores.used(overload.cpu)
    return Outcome(peak, overload, before, meanwhile, used, times)


def show(console: Console, outcome: Outcome) -> bool:
    """Print the tables; gives whether all promises were kept."""
    table = Table(title="Mutations over HTTP on one server process", title_justify="left")
    for name in ("", "answers", "each second", "p50 ms", "p99 ms", "before that"):
        table.add_column(name, justify="right" if name else "left")
    for name, load in (("peak", outcome.peak), ("overload", outcome.overload)):
        table.add_row(f"[bold]{name}: {load.connections} clients, {load.seconds:.0f} s")
        for kind, number in sorted(load.answers.items(), key=lambda each: -each[1]):
            times = (f"{1000 * each:.0f}" for each in load.percentiles.get(kind, ()))
            earlier = str(load.earlier.get(kind, 0))
            table.add_row(kind, str(number), f"{number / load.seconds:.0f}", *times, earlier)
    kept = Table(title="Promises", title_justify="left")
    for name in ("promise", "found", ""):
        kept.add_column(name)
    for promise, found, holds in outcome.promises():
        kept.add_row(promise, found, "PASS" if holds else "[bold]BROKEN")
    used = ", ".join(f"{name} {share:.2f}" for name, share in outcome.cores.items())
    late = f"99 of 100 attempts were less than {1000 * outcome.overload.late:.0f} ms late"
    console.print(table, kept, f"Cores used during the overload: {used}; {late}.")
    return all(holds for _, _, holds in outcome.promises())


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.overload", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each of the loads lasts")
    parser.add_argument("--times", type=int, default=TIMES, help="how many times as much is asked as can be carried")
    chosen = parser.parse_args()
    require_linux()
    allow_many_connections()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="handoff-overload-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres(Path(folder) / "data") as postgres:
            asyncio.run(prepare_database(postgres.url))
            with server_over(postgres.url) as (port, pid):
                outcome = asyncio.run(measure(port, pid, postgres.pid, chosen.seconds, times=chosen.times))
    return int(not show(Console(), outcome))


if __name__ == "__main__":
    sys.exit(main())
