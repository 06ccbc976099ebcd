"""Who used the machine's cores during a load: figures mean little when somebody else did."""

import os
import time
from dataclasses import dataclass, field

from tests.bench.cpu import PROC, postgres_cpu, process_cpu

_BUSY = (0, 1, 2, 5, 6)
"""Where Linux tells of time spent for users, nice users, itself, and interrupts of both kinds."""


@dataclass(slots=True)
class Cores:
    """What the server `server` and the Postgres `postmaster` used since this was made, and all of the machine."""

    server: int
    postmaster: int
    _before: tuple[float, float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        self._before = self._now()

    def used(self, clients: float) -> dict[str, float]:
        """How many cores each used on average, with those that the clients did."""
        seconds, server, postgres, everybody = (
            now - before for now, before in zip(self._now(), self._before, strict=True)
        )
        known = {"server": server / seconds, "Postgres": postgres / seconds, "clients": clients}
        return known | {"others": max(0.0, everybody / seconds - sum(known.values()))}

    def _now(self) -> tuple[float, float, float, float]:
        return time.perf_counter(), process_cpu(self.server), postgres_cpu(self.postmaster), _machine_cpu()


def _machine_cpu() -> float:
    """Seconds that all cores were busy."""
    fields = (PROC / "stat").read_text().split(maxsplit=11)[1:11]
    return sum(int(fields[place]) for place in _BUSY) / os.sysconf("SC_CLK_TCK")
