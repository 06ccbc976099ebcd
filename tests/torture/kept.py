"""Programs that are started again whenever they have ended, as on a real machine."""

import asyncio
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from tests.failover.children import children, send

_LOOK = 0.1


class Kept(ABC):
    """A program and its children; `starts` counts how often it was started."""

    def __init__(self) -> None:
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _start(self) -> "subprocess.Popen[bytes]":
        """Start it, and do not wait for anything."""

    async def keep(self) -> None:
        """Start it, and start it again whenever it has ended."""
        while True:
            if self._process is None or self._process.poll() is not None:
                self._process = self._start()
                self.starts += 1
            await asyncio.sleep(_LOOK)

    @property
    def pid(self) -> int | None:
        """Its first process, if it runs."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def children(self) -> list[int]:
        """The processes that its first one has started."""
        return [] if self.pid is None else children(self.pid)

    def everybody(self) -> list[int]:
        """All its processes, the first one first."""
        return [] if self.pid is None else [self.pid, *children(self.pid)]

    def end(self) -> None:
        """End it, with all its children."""
        if self._process is not None:
            send(signal.SIGKILL, *self.everybody())
            self._process.wait()


def is_called(pid: int, name: str) -> bool:
    """Whether `name` occurs in the command line of a process."""
    try:
        return name in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
