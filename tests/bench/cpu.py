"""CPU time that processes have used, in seconds, and their memory, as Linux tells it."""

import os
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
_PARENT, _OF_WAITED_CHILDREN = 1, slice(13, 15)
_SCHEDULED = 2


def resident(pid: int) -> int:
    """The memory that the process `pid` has in use, in bytes. Raises OSError when it is gone."""
    return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def proportional(pid: int) -> int:
    """The same, but of what processes share only this one's part, so that sums count all once."""
    rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    return int(rollup.partition("\nPss:")[2].split()[0]) * 1024


def proportional_below(pid: int) -> int:
    """The memory of the processes that `pid` has started, and those that they have; what has gone by now has none.

    Raises PermissionError where they are another user's, and the kernel does not let us look.
    """
    found = 0
    for child in _children(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += proportional(child) + proportional_below(child)
    return found


def process_cpu(pid: int) -> float:
    """What the process `pid` has used, to the nanosecond. Raises OSError when it is gone."""
    return time.clock_gettime(~pid << 3 | _SCHEDULED)  # what clock_getcpuclockid() makes of a pid


def postgres_cpu(postmaster: int) -> float:
    """What a whole Postgres has used: its first process, the children it has, and those that it had."""
    used = process_cpu(postmaster) + _waited_children_cpu(postmaster)
    for child in _children(postmaster):
        with suppress(OSError):
            used += process_cpu(child)
    return used


def _children(pid: int) -> list[int]:
    others = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [other for other in others if _parent(other) == pid]


def _parent(pid: int) -> int | None:
    """None for a process that is gone by now."""
    try:
        return int(_fields(pid)[_PARENT])
    except OSError:
        return None


def _waited_children_cpu(pid: int) -> float:
    return sum(map(int, _fields(pid)[_OF_WAITED_CHILDREN])) / os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """What `stat` says after the process's name, which may hold blanks."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
