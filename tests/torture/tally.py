"""What is counted while a run goes on."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of a run; times are those of `time.monotonic`."""

    faults: Counter[str] = field(default_factory=Counter)
    now: list[str] = field(default_factory=list)
    acknowledged: int = 0
    deliveries: int = 0
    connections: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    longest_outage: float = 0.0
    outage_faults: tuple[str, ...] = ()
    recoveries: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _open: list[tuple[str, float]] = field(default_factory=list)
    _struck: list[str] = field(default_factory=list)
    _last: float | None = None

    def acknowledge(self, sent: float) -> None:
        """A command that was sent at this moment was carried out, or had been."""
        now = time.monotonic()
        self.acknowledged += 1
        if self._last is not None and now - self._last > self.longest_outage:
            self.longest_outage, self.outage_faults = now - self._last, tuple(dict.fromkeys(self._struck))
        self._last, self._struck = now, list(self.now)
        for kind, ended in self._open:
            if ended <= sent:
                self.recoveries[kind].append(now - ended)
        self._open = [each for each in self._open if each[1] > sent]

    def strikes(self, kind: str) -> None:
        """A fault begins."""
        self.now.append(kind)
        self._struck.append(kind)

    def ends(self, kind: str) -> None:
        """A fault has ended."""
        self.now.remove(kind)
        self.faults[kind] += 1
        self._open.append((kind, time.monotonic()))

    @property
    def is_recovered(self) -> bool:
        """Whether a command was acknowledged since the last fault ended."""
        return not self._open
