"""The server process: its settings, its start and its end."""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from db.embedded.binaries import Binaries
from db.embedded.data_folder import DataFolder
from db.embedded.error import EmbeddedPostgresError
from db.embedded.log import ServerLog
from db.embedded.parent_death import spawned
from db.embedded.sockets import PORT

_START_SECONDS = 60
_POLL_SECONDS = 0.005
_STATUS_LINE = 7
_STOP = ((signal.SIGINT, 8.0), (signal.SIGQUIT, 6.0), (signal.SIGKILL, 2.0))

_DEFAULTS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "max_logical_replication_workers": "0",
    "jit": "off",
}


def server_settings(settings: Mapping[str, str], socket: Path, *, durable: bool) -> dict[str, str]:
    """Return all settings of the server; `settings` win over the defaults, but not over what makes it private."""
    switch = "on" if durable else "off"
    chosen = _DEFAULTS | {"fsync": switch, "full_page_writes": switch} | dict(settings)
    quoted = str(socket).replace('"', '""')
    fixed = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
    }
    if taken := sorted(fixed.keys() & settings.keys()):
        raise EmbeddedPostgresError(
            f"The launcher itself decides on {', '.join(taken)}: leave that out of the settings."
        )
    return chosen | fixed


@contextmanager
def running_server(
    folder: DataFolder, binaries: Binaries, settings: Mapping[str, str], log: ServerLog, *, inherit: int
) -> Iterator[int]:
    """Run the server until the end of the block. Yield its pid once it accepts connections."""
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    program = [str(binaries.folder / "postgres"), "-D", str(folder.cluster), *options]
    # Immediate shutdown: it alone ends within seconds whatever the clients do, and costs only a short recovery.
    death_signal = signal.SIGQUIT
    with spawned(program, folder.user, death_signal=death_signal, errors=log.descriptor, inherit=[inherit]) as process:
        try:
            _wait_until_ready(process, folder.cluster / "postmaster.pid", log)
            yield process.pid
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]] = _STOP) -> None:
    """End the server: fast shutdown, then immediate, then by force; each step has its patience in seconds."""
    for number, patience in steps:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def _wait_until_ready(process: subprocess.Popen[bytes], pid_file: Path, log: ServerLog) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _ready(process.pid, pid_file):
        if process.poll() is not None:
            raise EmbeddedPostgresError(
                f"Postgres ended with status {process.returncode} while it started. {log.tail()}"
            )
        if time.monotonic() >= deadline:
            raise EmbeddedPostgresError(f"Postgres was not ready after {_START_SECONDS} s. {log.tail()}")
        time.sleep(_POLL_SECONDS)


def _ready(pid: int, pid_file: Path) -> bool:
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > _STATUS_LINE and lines[0] == str(pid) and lines[_STATUS_LINE].strip() == "ready"
