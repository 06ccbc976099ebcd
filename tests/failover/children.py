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


def send(number: signal.Signals, *pids: int) -> None:
    """Send a signal to each process that is there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def children(pid: int) -> list[int]:
    """The processes that a process has started itself."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _fields(path)[1:2] == [str(pid)]]


def _fields(stat: Path) -> list[str]:
    """The state of a process, its parent and more; nothing if it is gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_alive(pid: int) -> bool:
    """Whether there is such a process, other than one that only waits to be buried."""
    return _fields(Path(f"/proc/{pid}/stat"))[:1] not in ([], ["Z"])


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody uses."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
