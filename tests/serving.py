"""The server as a process of its own, as a user starts it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_ANNOUNCED = re.compile(r"Handoff serves on (http://[^\s\\]+)")


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server: where it is, and its process."""

    url: str
    process: subprocess.Popen[str]

    def stop(self, seconds: float = 15) -> int:
        """Ask it to end, as `kill` does, and give its exit code."""
        self.process.terminate()
        return self.process.wait(seconds)


@contextmanager
def serving(
    environment: Mapping[str, str], log: Path, program: Sequence[str] = ("server.py",)
) -> Iterator[ServerProcess]:
    """`python server.py` with these settings, on a free port unless PORT says otherwise; its output goes to `log`.

    Another `program` is one that serves the same.
    """
    settings = {"PATH": os.environ.get("PATH", ""), "PORT": "0", **environment}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *program], cwd=PROJECT, env=settings, stdout=output, stderr=output, text=True
        )
    try:
        yield ServerProcess(_wait_for_url(process, log), process)
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def announced(log: Path) -> str | None:
    """Where a server that prints to `log` serves, once it does."""
    found = _ANNOUNCED.search(log.read_text())
    return found[1] if found else None


def _wait_for_url(process: "subprocess.Popen[str]", log: Path) -> str:
    for _ in range(3000):
        if url := announced(log):
            return url
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError(f"the server ended with {process.returncode}:\n{log.read_text()}")
    raise TimeoutError(f"the server did not come up:\n{log.read_text()}")
