"""Looks now and then, by the CPU time that its own process has used, at the layer that the process is in.

BEGIN starts a new count; END writes it, as an object from layers to samples, to a named pipe.
"""

import json
import signal
from collections import Counter
from pathlib import Path
from types import FrameType

from tests.bench.shares.layers import layer_of

BEGIN, END = signal.SIGUSR1, signal.SIGUSR2
_SECONDS = 0.001
"""Of CPU time between samples; the kernel makes it one of its ticks, which is 4 ms with most."""


class Sampler:
    """Counts the layers in which signals find the server, and writes what it counted to a named pipe."""

    def __init__(self, pipe: Path) -> None:
        self._pipe = pipe
        self._found: Counter[str] = Counter()

    def begin(self, _signal: int, _frame: FrameType | None) -> None:
        """Count from nothing."""
        self._found.clear()
        signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)

    def sample(self, _signal: int, frame: FrameType | None) -> None:
        """Count one."""
        self._found[layer_of(frame)] += 1

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        """Count no more, and write it to who reads."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._pipe.write_text(json.dumps(self._found))
