"""The folder that holds everything the embedded Postgres keeps: where it is, what lies where in it, who may enter."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from db.embedded.error import EmbeddedPostgresError
from db.embedded.user import ServerUser, first_closed, server_user

ROOTS_DATA = Path("/var/lib/handoff")
UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class DataFolder:
    """The data folder at `path`, whose files belong to `user`."""

    path: Path
    user: ServerUser

    @property
    def cluster(self) -> Path:
        """What Postgres itself calls its data directory."""
        return self.path / "postgres"

    def prepare(self) -> None:
        """Make the folder if it is missing. Raise when the user that Postgres runs as can't use it."""
        fresh = [part for part in (self.path, *self.path.parents) if not part.is_dir()]
        if not fresh and not any(self.path.iterdir()):
            fresh = [self.path]
        self._require_way_into(fresh[-1].parent if fresh else self.path)
        for part in reversed(fresh):
            part.mkdir(exist_ok=True)
            if self.user.switch:
                part.chmod(0o755)
        self._require_ownership()

    def _require_way_into(self, existing: Path) -> None:
        if closed := first_closed(existing, self.user):
            raise EmbeddedPostgresError(
                f"Postgres refuses to run as root, so it runs as {self.user.name}, who can't reach {self.path}: "
                f"{closed} is closed to others. Use a data folder elsewhere, or open that one with: chmod o+x {closed}"
            )

    def _require_ownership(self) -> None:
        if self.cluster.exists() and (owner := self.cluster.stat().st_uid) != self.user.uid:
            raise EmbeddedPostgresError(
                f"{self.cluster} belongs to user number {owner}, and you are number {self.user.uid}: "
                "run as that user or as root, or use another data folder."
            )

    def open_file(self, name: str, flags: int) -> int:
        """Open a file of this folder, made if missing, readable by the server's user alone. Return its descriptor."""
        descriptor = os.open(self.path / name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self.user.own_file(descriptor)
        return descriptor

    def unfinished(self, name: str) -> Path:
        """Make a folder in which `name` is put together before it is renamed."""
        return Path(tempfile.mkdtemp(prefix=name + UNFINISHED, dir=self.path))

    def remove_unfinished(self) -> None:
        """Remove what interrupted launchers left half made."""
        for leftover in self.path.glob(f"*{UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)


def default_data_dir(project: Path) -> Path:
    """Return `<project>/.data`; for root a folder in /var/lib when the user that Postgres runs as can't reach that."""
    usual = project.resolve() / ".data"
    user = server_user(usual)
    if not user.switch or first_closed(usual.parent, user) is None:
        return usual
    return ROOTS_DATA / hashlib.sha256(os.fsencode(usual.parent)).hexdigest()[:12]
