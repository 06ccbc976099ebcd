"""CPU time that processes have used, in seconds, and their memory, as Linux tells it."""

import os
import time
from pathlib import Path

PROC = Path("/proc")
_PARENT, _OF_WAITED_CHILDREN = 1, slice(13, 15)
_SCHEDULED = 2


def resident(pid: int) -> int:
    """The memory that the process `pid` has in use, in bytes. Raises OSError when it is gone."""
    return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def process_cpu(pid: int) -> float:
    """What the process `pid` has used, to the nanosecond. Raises OSError when it is gone."""
    return time.clock_gettime(~pid << 3 | _SCHEDULED)  # what clock_getcpuclockid() makes of a pid


def postgres_cpu(postmaster: int) -> float:
    """What a whole Postgres has used: its first process, the children it has, and those that it had."""
    children = (_child_cpu(int(entry.name), postmaster) for entry in PROC.iterdir() if entry.name.isdigit())
    return process_cpu(postmaster) + _waited_children_cpu(postmaster) + sum(children)


def _child_cpu(pid: int, parent: int) -> float:
    """What `pid` has used if it is a child of `parent`; nothing for another one, or one that is gone by now."""
    try:
        return process_cpu(pid) if int(_fields(pid)[_PARENT]) == parent else 0.0
    except OSError:
        return 0.0


def _waited_children_cpu(pid: int) -> float:
    return sum(map(int, _fields(pid)[_OF_WAITED_CHILDREN])) / os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """What `stat` says after the process's name, which may hold blanks."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
