"""What Postgres calls a cluster: making one, and clearing away what a dead server left in it."""

import os
import signal
import socket
import subprocess
from pathlib import Path

from db.embedded.binaries import Binaries
from db.embedded.data_folder import DataFolder
from db.embedded.error import EmbeddedPostgresError
from db.embedded.log import ServerLog
from db.embedded.parent_death import spawned

SUPERUSER = "handoff"
_TIMEOUT_SECONDS = 120
_PID_LINE, _PORT_LINE, _SOCKET_LINE = 0, 3, 4


def made_by(cluster: Path) -> int | None:
    """Return the major version of the Postgres that made the cluster, or None when there is no cluster yet."""
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def make_cluster(folder: DataFolder, binaries: Binaries, log: ServerLog, *, inherit: int, durable: bool) -> None:
    """Make a cluster aside and move it into place complete, so that an interruption leaves nothing half made."""
    fresh = folder.unfinished("postgres")
    folder.user.own_folder(fresh)
    program = [
        *(str(binaries.folder / "initdb"), "-D", str(fresh)),
        *(f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C"),
        *(() if durable else ("--no-sync",)),
    ]
    death_signal = signal.SIGKILL
    with spawned(program, folder.user, death_signal=death_signal, errors=log.descriptor, inherit=[inherit]) as process:
        try:
            status = process.wait(_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise EmbeddedPostgresError(f"initdb did not end in {_TIMEOUT_SECONDS} s. {log.tail()}") from error
    if status != 0:
        raise EmbeddedPostgresError(f"initdb ended with status {status}. {log.tail()}")
    fresh.rename(folder.cluster)
    if durable:
        _sync(folder.path)


def forget_dead_server(cluster: Path) -> None:
    """Remove the pid file of a server that is gone, or raise when one runs that no launcher started.

    By now its pid may be another process's, which Postgres would mistake for a running server.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return
    if len(lines) > _SOCKET_LINE and _exists(lines[_PID_LINE]) and _answers(lines[_SOCKET_LINE], lines[_PORT_LINE]):
        raise EmbeddedPostgresError(
            f"Another Postgres (process {lines[_PID_LINE]}), not started by Handoff, runs on {cluster}: stop it, "
            "or use another data folder."
        )
    pid_file.unlink()


def _exists(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, OSError):
        return False
    return True


def _answers(folder: str, port: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{folder}/.s.PGSQL.{port}")
        except OSError:
            return False
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
