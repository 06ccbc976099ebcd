"""Programs that run beside this one as somebody whom Postgres accepts, and end with it."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from db.embedded.user import ServerUser, server_user

_CAPABILITY = "+dac_read_search"
"""Lets them read Python and programs that lie in root's own folders."""


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder that belongs to the user who runs the programs."""
    with tempfile.TemporaryDirectory(prefix="handoff-failover-") as name:
        folder = Path(name)
        server_user(folder).own_folder(folder)
        folder.chmod(0o755)
        yield folder


def start(program: Sequence[str], log: Path, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own; what it prints is added to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [*_as(server_user(log.parent)), *program],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
        )


def _as(user: ServerUser) -> list[str]:
    """What becomes that user first, and lets the kernel end the program when this one dies."""
    switch = [f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups"] if user.switch else []
    reading = [f"--inh-caps={_CAPABILITY}", f"--ambient-caps={_CAPABILITY}"] if user.switch else []
    return ["setpriv", *switch, *reading, "--pdeathsig=SIGKILL", "--"]


def kill(pid: int) -> None:
    """End a process at once, if it is there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, other than one that only waits to be buried."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody uses."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
