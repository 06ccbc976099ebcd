"""A small disk for Postgres, which can be full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machines.namespaces import call, program

_NEW_MOUNTS = 0x20000  # CLONE_NEWNS
_SIZE = 600_000_000


class Disk:
    """A file system in memory, at `place`."""

    def __init__(self, place: Path) -> None:
        self._filler = place / "filler"

    def fill(self) -> None:
        """Leave no room for anything."""
        descriptor = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        try:
            left = os.fstatvfs(descriptor)
            os.posix_fallocate(descriptor, 0, left.f_bavail * left.f_frsize)
        except OSError:  # somebody took some of it meanwhile
            _fill_by_writing(descriptor)
        finally:
            os.close(descriptor)

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)


def _fill_by_writing(descriptor: int) -> None:
    piece = bytes(1 << 20)
    try:
        while os.write(descriptor, piece):
            pass
    except OSError:
        return


def own_mounts() -> bool:
    """Let this process and those that it starts see mounts that nobody else sees; False where that is not allowed."""
    try:
        call("unshare", _NEW_MOUNTS)
        _run("mount", "--make-rprivate", "/")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@contextmanager
def disk(place: Path) -> Iterator[Disk]:
    """A small disk at `place` until the end of the block; to be used among mounts of one's own."""
    place.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=0755", "handoff-torture", str(place))
    try:
        yield Disk(place)
    finally:
        _run("umount", "--lazy", str(place))


def _run(name: str, *arguments: str) -> None:
    subprocess.run([program(name) or name, *arguments], check=True, capture_output=True)
