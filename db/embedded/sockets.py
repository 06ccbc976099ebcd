"""The private folder of the server's unix socket, the only way in."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.embedded.data_folder import DataFolder
from db.embedded.error import EmbeddedPostgresError
from db.embedded.user import ServerUser, first_closed

PORT = 5432
_MAX_BYTES = 103  # what macOS takes; Linux takes 107


@contextmanager
def socket_folder(data: DataFolder) -> Iterator[Path]:
    """Make the folder for the socket, in the data folder or, when that path is too long, in a temporary one."""
    folder = data.path / "socket"
    if not _fits(folder):
        folder = _short_folder(data)
    _make_private(folder, data.user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fits(folder: Path) -> bool:
    """A comma would separate two folders, for Postgres and in a URL."""
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _MAX_BYTES and "," not in str(folder)


def _short_folder(data: DataFolder) -> Path:
    """Return the same name for the same data folder, so that what a killed launcher left is found and reused."""
    name = "handoff-" + hashlib.sha256(os.fsencode(data.path)).hexdigest()[:12]
    for parent in (Path(tempfile.gettempdir()).resolve(), Path("/tmp")):  # noqa: S108 - the folder in it is private
        if _fits(parent / name) and first_closed(parent, data.user) is None:
            return parent / name
    message = (
        f"{data.path} is too long for a unix socket, and no temporary folder is at hand: use a shorter data folder."
    )
    raise EmbeddedPostgresError(message)


def _make_private(folder: Path, user: ServerUser) -> None:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        pass
    else:
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {user.uid, os.geteuid()}:
            raise EmbeddedPostgresError(
                f"{folder} should be a folder of user {user.name} for the server's socket: remove it."
            )
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    user.own_folder(folder)
