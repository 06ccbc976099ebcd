"""Puts the parts together: from a data folder to a server that accepts connections, and back."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from db.embedded.binaries import find_binaries, known_folders
from db.embedded.cluster import forget_dead_server, made_by, make_cluster
from db.embedded.data_folder import DataFolder
from db.embedded.database import create_database, database_url
from db.embedded.error import EmbeddedPostgresError
from db.embedded.installation import executable
from db.embedded.lock import locked
from db.embedded.log import server_log
from db.embedded.server import running_server, server_settings
from db.embedded.sockets import socket_folder
from db.embedded.user import server_user

_OLD_SERVER_SECONDS = 20


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running server: the URL of its database, the folder of its programs, the pid of its first process."""

    url: str
    binaries: Path
    pid: int


@contextmanager
def embedded_postgres(
    data_dir: Path, *, durable: bool = True, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[EmbeddedPostgres]:
    """Run a private Postgres on `data_dir` until the end of the block; the first time, make its database.

    It listens on a unix socket that only its own user (and root) can reach, and ends when this process ends, however
    that happens. Without `durable` it does not wait for the disk: a crash of the machine may lose everything, so that
    is for tests. `settings` are server settings beyond the defaults. To be called from the main thread.

    Raises EmbeddedPostgresError when the server can't be had.
    """
    with ExitStack() as stack:
        try:
            server = _launch(stack, data_dir.resolve(), settings, durable=durable)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EmbeddedPostgresError(
                f"Could not use {data_dir} as the data folder of Postgres: {error}. Make it usable for this user, use "
                "another folder, or set DATABASE_URL to a server of yours."
            ) from error
        yield server


def _launch(stack: ExitStack, data_dir: Path, settings: Mapping[str, str], *, durable: bool) -> EmbeddedPostgres:
    folder = DataFolder(data_dir, server_user(data_dir))
    folder.prepare()
    _become_only_launcher(stack, folder)
    lock = _wait_for_old_server(stack, folder)
    folder.remove_unfinished()
    log = stack.enter_context(server_log(folder))
    version = made_by(folder.cluster)
    binaries = executable(find_binaries(known_folders(), made_by=version), folder)
    if version is None:
        make_cluster(folder, binaries, log, inherit=lock, durable=durable)
    forget_dead_server(folder.cluster)
    socket = stack.enter_context(socket_folder(folder))
    chosen = server_settings(settings, socket, durable=durable)
    pid = stack.enter_context(running_server(folder, binaries, chosen, log, inherit=lock))
    create_database(socket, binaries)
    return EmbeddedPostgres(database_url(socket), binaries.folder, pid)


def _become_only_launcher(stack: ExitStack, folder: DataFolder) -> None:
    """Take the lock that this process holds while it lives, and write its pid into it."""
    lock = folder.open_file("launcher.lock", os.O_RDWR)
    try:
        stack.enter_context(locked(lock, patience=0))
    except BlockingIOError:
        holder = (folder.path / "launcher.lock").read_text() or "(just starting)"
        raise EmbeddedPostgresError(
            f"{folder.path} is in use by process {holder}: stop that one first, or use another data folder."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _wait_for_old_server(stack: ExitStack, folder: DataFolder) -> int:
    """Take the lock that Postgres and all its children inherit, which is free once all of an earlier run are gone."""
    lock = folder.open_file("server.lock", os.O_RDWR)
    try:
        stack.enter_context(locked(lock, patience=_OLD_SERVER_SECONDS))
    except BlockingIOError:
        raise EmbeddedPostgresError(
            f"Postgres of an earlier run still uses {folder.path} after {_OLD_SERVER_SECONDS} s: stop the process in "
            f"the first line of {folder.cluster / 'postmaster.pid'}, or use another data folder."
        ) from None
    return lock
