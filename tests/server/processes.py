"""Servers that do not come up, and what is left of those that ended."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.serving import PROJECT

DEADLINE = 60.0


def start(environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    """`python server.py` with these settings."""
    settings = {"PATH": os.environ.get("PATH", ""), "PORT": "0", **environment}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "server.py"], cwd=PROJECT, env=settings, stderr=pipe, stdout=pipe, text=True
    )


def complaint(process: "subprocess.Popen[str]") -> str:
    """The one line with which a server that can't start ends."""
    with process:
        try:
            output, errors = process.communicate(timeout=DEADLINE)
        finally:
            process.kill()
    assert process.returncode == 1, errors
    assert output == ""
    (line,) = errors.splitlines()
    assert line.startswith("handoff: ")
    return line.removeprefix("handoff: ")


def postmaster(data_dir: Path) -> int:
    """The pid of the Postgres that runs on a data folder."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def wait_until_all_are_gone(data_dir: Path) -> None:
    """Wait until no process of a Postgres on the data folder is left: they all hold this lock."""
    with (data_dir / "server.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
