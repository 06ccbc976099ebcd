"""The server's log file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded.data_folder import DataFolder

NAME = "postgres.log"
MAX_BYTES = 10_000_000
_TAIL_LINES = 12


@dataclass(frozen=True)
class ServerLog:
    """An open log; `start` is where this run's lines begin, in bytes."""

    path: Path
    descriptor: int
    start: int

    def tail(self) -> str:
        """Return the last lines that this run wrote, introduced by the file's name."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            lines = file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n  ".join([f"The end of {self.path}:", *(lines or ["(nothing was logged)"])])


@contextmanager
def server_log(folder: DataFolder) -> Iterator[ServerLog]:
    """Open the log to append to it; one that has grown beyond MAX_BYTES starts anew."""
    descriptor = folder.open_file(NAME, os.O_WRONLY | os.O_APPEND)
    try:
        if os.fstat(descriptor).st_size > MAX_BYTES:
            os.ftruncate(descriptor, 0)
        yield ServerLog(folder.path / NAME, descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)
