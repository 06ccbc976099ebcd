"""Servers that do not come up, and what is left of those that ended."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.serving import PROJECT

DEADLINE = 60.0
_EACH = """
import os, sys, server
for setting in sys.argv[1:]:
    name, _, value = setting.partition("=")
    child = os.fork()
    if child == 0:
        os.environ[name] = value
        sys.exit(server.main())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print("exit code", code, file=sys.stderr)
"""


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


def endings(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """What servers with one of these settings each print, and how they end: processes that share their imports."""
    command = [sys.executable, "-c", _EACH, *(f"{name}={value}" for name, value in settings.items())]
    environment = {"PATH": os.environ.get("PATH", ""), "PORT": "0"}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=DEADLINE, check=True
    )
    lines = done.stderr.splitlines()
    assert len(lines) == 2 * len(settings), done.stderr
    return list(zip(lines[::2], lines[1::2], strict=True))


def postmaster(data_dir: Path) -> int:
    """The pid of the Postgres that runs on a data folder."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def wait_until_all_are_gone(data_dir: Path) -> None:
    """Wait until no process of a Postgres on the data folder is left: they all hold this lock."""
    with (data_dir / "server.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
