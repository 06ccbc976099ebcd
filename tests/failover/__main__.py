"""Kills the primary under load, lets one stand still until another leads, and tells what became of it.

The exit code is 1 if anything was lost, doubled or out of order.
"""

import argparse
import asyncio
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.failover.checking import problems, read_log
from tests.failover.children import workplace
from tests.failover.cluster import Cluster, running_cluster, until
from tests.failover.node import Node
from tests.failover.watching import Watcher, watching
from tests.failover.work import Work, working
from tests.serving import serving

CLIENTS = 8
SERVERS = 2
BETWEEN = 200
"""Mutations that are acknowledged before the primary is killed, so that every kill happens under load."""

KILL = ("killed", Node.kill, Node.start)
FREEZE = ("standing still", Node.freeze, Node.thaw)


@dataclass(frozen=True, slots=True)
class Run:
    """The parts of a run."""

    cluster: Cluster
    work: Work
    watchers: list[Watcher]

    async def lose_the_primary(
        self, what: str, lose: Callable[[Node], None], bring_back: Callable[[Node], None]
    ) -> float:
        """Do it under load; gives the seconds until a mutation sent afterwards was acknowledged, and tells all."""
        await self.cluster.wait_until_whole()
        await enough(self.work)
        primary = await self.cluster.primary()
        lost = time.monotonic()
        lose(primary)
        for watcher in self.watchers:
            if watcher.moves:
                await watcher.leave()
        await until("a mutation is acknowledged", lambda: _holds(self.work.first_after(lost) is not None))
        recovered = self.work.first_after(lost)
        assert recovered is not None
        event = recovered.workflow, recovered.sequence
        await until("all see what is new", lambda: _holds(all(event in watcher.saw for watcher in self.watchers)))
        took, seen = recovered.answered - lost, time.monotonic() - lost
        print(
            f"{what}: {took:.1f} s to the first acknowledged mutation, {seen:.1f} s until all had seen it", flush=True
        )
        bring_back(primary)
        return took


async def enough(work: Work) -> None:
    """Let the clients work for a while."""
    wanted = len(work.acknowledged) + BETWEEN
    await until("clients work", lambda: _holds(len(work.acknowledged) >= wanted))


async def _holds(condition: bool) -> bool:
    return condition


async def run(folder: Path, patroni: Path, etcd: Path, kills: int, freezes: int) -> int:
    """Run it all. Gives the exit code."""
    async with running_cluster(folder, patroni, etcd) as cluster:
        with ExitStack() as stack:
            settings = {"DATABASE_URL": cluster.url(), "LOG_LEVEL": "warning"}
            logs = [folder / f"server-{number}.log" for number in range(SERVERS)]
            urls = [stack.enter_context(serving(settings, log)).url for log in logs]
            async with watching(urls) as watchers:
                async with working(urls, CLIENTS) as work:
                    print(f"{CLIENTS} clients, {SERVERS} servers, {len(watchers)} subscribers, three nodes", flush=True)
                    took = []
                    for what, lose, bring_back in [KILL] * kills + [FREEZE] * freezes:
                        took.append(await Run(cluster, work, watchers).lose_the_primary(what, lose, bring_back))
                    await cluster.wait_until_whole()
                    await enough(work)
                log = await read_log(cluster.url())
                await _let_all_arrive(watchers, len(log))
                return _report(list(problems(log, work, watchers)), work, watchers, took)


async def _let_all_arrive(watchers: list[Watcher], count: int) -> None:
    try:
        await until("all events are delivered", lambda: _holds(all(len(w.saw) >= count for w in watchers)), 20)
    except TimeoutError as error:
        print(error)


def _report(wrong: list[str], work: Work, watchers: list[Watcher], took: list[float]) -> int:
    print(f"{len(work.acknowledged)} mutations acknowledged, {work.repeated} times one was sent again under its key")
    print(
        f"{len(watchers[0].saw)} events seen by each subscriber; they came back {[w.came_back for w in watchers]} times"
    )
    print(f"time to recover: {min(took):.1f} to {max(took):.1f} s, median {statistics.median(took):.1f} s")
    for problem in wrong[:20]:
        print(f"WRONG: {problem}")
    if not wrong:
        print("no acknowledged mutation lost, none applied twice, no subscription with a gap or a duplicate")
    return int(bool(wrong))


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.failover", description=__doc__)
    parser.add_argument("--patroni", type=Path, required=True, help="the program of Patroni")
    parser.add_argument(
        "--etcd",
        type=Path,
        default=shutil.which("etcd") and Path(str(shutil.which("etcd"))),
        help="the program of etcd",
    )
    parser.add_argument("--kills", type=int, default=3, help="how often the primary is killed")
    parser.add_argument("--freezes", type=int, default=1, help="how often it then stands still, and comes back")
    chosen = parser.parse_args()
    if chosen.etcd is None:
        parser.error("no etcd here: name one with --etcd, or install it (Debian: etcd-server)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with workplace() as folder:
        return asyncio.run(run(folder, chosen.patroni.absolute(), chosen.etcd.absolute(), chosen.kills, chosen.freezes))


if __name__ == "__main__":
    sys.exit(main())
