"""The account that Postgres runs as: it refuses to run as root, so root has to choose another one."""

import os
import pwd
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.embedded.error import EmbeddedPostgresError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class ServerUser:
    """The account that Postgres runs as; `switch` says that the launcher is root and has to change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def own_folder(self, folder: Path) -> None:
        """Hand over a folder that the launcher has just made."""
        if self.switch:
            os.lchown(folder, self.uid, self.gid)

    def own_file(self, descriptor: int) -> None:
        """Hand over an open file that the launcher has just made."""
        if self.switch:
            os.fchown(descriptor, self.uid, self.gid)


def server_user(data_dir: Path) -> ServerUser:
    """Return who runs Postgres on `data_dir`: the caller, or for root the folder's owner, `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return ServerUser(_name(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    for owner in _owners(data_dir):
        if owner.st_uid != 0:
            return ServerUser(_name(owner.st_uid), owner.st_uid, _group(owner), switch=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise EmbeddedPostgresError(
        "Postgres refuses to run as root, and no user postgres or nobody is here: run as another user."
    )


def first_closed(path: Path, user: ServerUser) -> Path | None:
    """Return the outermost part of the existing `path` that root's `user` may not enter or execute, or None.

    For a user that need not be switched to, the system itself will tell.
    """
    if not user.switch:
        return None
    return next((part for part in (*reversed(path.parents), path) if not _may_execute(part.stat(), user)), None)


def _may_execute(status: os.stat_result, user: ServerUser) -> bool:
    if status.st_uid == user.uid:
        return bool(status.st_mode & 0o100)
    return bool(status.st_mode & (0o010 if status.st_gid == user.gid else 0o001))


def _owners(data_dir: Path) -> Iterator[os.stat_result]:
    for folder in (data_dir / "postgres", data_dir):
        if folder.exists():
            yield folder.stat()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _group(owner: os.stat_result) -> int:
    try:
        return pwd.getpwuid(owner.st_uid).pw_gid
    except KeyError:
        return owner.st_gid
