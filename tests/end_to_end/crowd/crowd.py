"""The crowd: starts its processes, kills and freezes some, replaces the dead, and ends them all."""

import heapq
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import count, product
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import TypeAlias

from tests.end_to_end.crowd.setting import ROLES, Setting
from tests.end_to_end.crowd.sizes import BLOWS, BUILDS, DEADLINE, LEASE, SEED, WORKERS_PER_ROLE
from tests.serving import PROJECT

Process: TypeAlias = "subprocess.Popen[bytes]"
TICK = 0.05
SIZES = {"CROWD_SEED": SEED, "CROWD_BUILDS": str(BUILDS)}


class Crowd:
    """The workers that live, by name, and the operator; `happened` counts what befell them from outside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._operator: Process | None = None
        self._random = Random(SEED)
        self._living: dict[str, tuple[Setting, Process]] = {}
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self.happened: Counter[str] = Counter()
        self.died: set[str] = set()

    def work(self, host: str, port: int) -> None:
        """Do all builds; it ends when the operator has seen the last one complete."""
        for role, number in product(ROLES, range(WORKERS_PER_ROLE)):
            self._bear(Setting(host, port, str(self._folder), role, number, 1))
        self._operator = operator = self._spawn("operating", host, str(port), str(self._folder / "operator.journal"))
        self._later(0.5, self._strike)
        deadline = time.monotonic() + DEADLINE
        while operator.poll() is None:
            assert time.monotonic() < deadline, "the builds take too long"
            self._bury()
            while self._agenda and self._agenda[0][0] <= time.monotonic():
                heapq.heappop(self._agenda)[2]()
            with suppress(subprocess.TimeoutExpired):
                operator.wait(TICK)
        assert operator.returncode == 0, self._said("operating")

    def end(self) -> None:
        """Kill all that live."""
        living = [process for _, process in self._living.values()]
        processes = living if self._operator is None else [*living, self._operator]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()

    def _later(self, seconds: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (time.monotonic() + seconds, next(self._numbers), do))

    def _bear(self, setting: Setting) -> None:
        self._living[setting.name] = setting, self._spawn("worker", setting.to_json())

    def _spawn(self, module: str, *arguments: str) -> Process:
        command = [sys.executable, "-W", "error", "-m", f"tests.end_to_end.crowd.{module}", *arguments]
        with (self._folder / f"{module}.errors").open("ab") as errors:
            return subprocess.Popen(command, cwd=PROJECT, env=SIZES, stderr=errors)

    def _said(self, module: str) -> str:
        return (self._folder / f"{module}.errors").read_text()

    def _bury(self) -> None:
        """Whoever was killed lives again after a while; nobody may end otherwise."""
        for setting, process in list(self._living.values()):
            if process.poll() is None:
                continue
            assert process.returncode == -SIGKILL, self._said("worker")
            del self._living[setting.name]
            self.happened["crashes"] += 1
            self.died.add(setting.name)
            again = replace(setting, life=setting.life + 1)
            self._later(self._random.uniform(0.1, 2 * LEASE), partial(self._bear, again))

    def _strike(self) -> None:
        """Kill somebody of the half that crashes, or freeze somebody of the other, wherever they just are."""
        setting, process = self._random.choice(list(self._living.values()))
        if setting.crashes:
            self.happened["killed from outside"] += 1
            process.kill()
        else:
            self.happened["frozen"] += 1
            process.send_signal(SIGSTOP)
            self._later(self._random.uniform(0.5, 1.5) * LEASE, partial(process.send_signal, SIGCONT))
        if self.happened["killed from outside"] + self.happened["frozen"] < BLOWS:
            self._later(self._random.uniform(0.1, 1.0), self._strike)


@contextmanager
def crowd(folder: Path) -> Iterator[Crowd]:
    """A crowd, of which no process is left behind."""
    made = Crowd(folder)
    try:
        yield made
    finally:
        made.end()
