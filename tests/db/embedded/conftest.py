"""Data folders and launchers, all of which are gone after the test."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.embedded import embedded_postgres
from tests.db.embedded.support import Launcher


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to all but root when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="handoff-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder whose database is made, to be copied."""
    with tempfile.TemporaryDirectory(prefix="handoff-test-") as name:
        Path(name).chmod(0o755)
        with embedded_postgres(Path(name, "data"), durable=False):
            pass
        Path(name, "data", "postgres.log").unlink()
        yield Path(name, "data")


@pytest.fixture
def data_dir(room: Path, made: Path) -> Path:
    """A data folder on which a server ran before."""
    subprocess.run(["cp", "-a", made, room], check=True)
    return room / "data"


@pytest.fixture
def new_dir(room: Path) -> Path:
    """A data folder that is still to be made."""
    return room / "data"


@pytest.fixture
def launch() -> Iterator[Callable[..., Launcher]]:
    """Start launchers, which are gone after the test. To be named after the folders."""
    launchers: list[Launcher] = []

    def start(*arguments: Any, **options: Any) -> Launcher:
        launchers.append(Launcher(*arguments, **options))
        return launchers[-1]

    yield start
    for launcher in launchers:
        launcher.clear()
