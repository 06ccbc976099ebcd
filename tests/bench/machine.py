"""The machine that the figures come from."""

import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from db.embedded import EmbeddedPostgres

_DESCRIPTORS = 16_384
_WRITES = 50


def facts(server: EmbeddedPostgres) -> dict[str, str | int | float]:
    """What to know about the machine when one reads the figures."""
    version = subprocess.run([server.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgres": version.stdout.split()[-1],
        "milliseconds to sync 8 kB": round(sync_seconds() * 1000, 3),
    }


def sync_seconds() -> float:
    """How long the disk takes to write 8 kB durably, where temporary files are."""
    taken = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(_WRITES):
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def require_linux() -> None:
    """End with a sentence where CPU times can't be read."""
    if not Path("/proc/self/stat").exists():
        raise SystemExit("make bench needs Linux: it reads CPU times from /proc.")


def allow_many_connections() -> None:
    """Raise the limit on open files, for this process and those that it starts, as far as is needed and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
