"""Data folders for servers with a Postgres of their own, gone after the test."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.embedded import embedded_postgres


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder whose database is made, to be copied."""
    with tempfile.TemporaryDirectory(prefix="handoff-test-") as name:
        Path(name).chmod(0o755)
        with embedded_postgres(Path(name, "data"), durable=False):
            pass
        yield Path(name, "data")


@pytest.fixture
def data_dir(made: Path) -> Iterator[Path]:
    """A data folder that every user may reach, for one test."""
    folder = Path(tempfile.mkdtemp(prefix="handoff-test-"))
    folder.chmod(0o755)
    subprocess.run(["cp", "-a", made, folder], check=True)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def settings(data_dir: Path) -> dict[str, str]:
    """The settings of a server with a Postgres of its own."""
    return {"DATA_DIR": str(data_dir), "HOME": str(data_dir)}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the server's output goes."""
    return tmp_path / "server.log"
