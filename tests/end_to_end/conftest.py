"""A server process for the tests of this package."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import ServerProcess, serving


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server process over the test's database."""
    with serving({"DATABASE_URL": database}, tmp_path / "server.log") as running:
        yield running


@pytest.fixture
def server_url(server: ServerProcess) -> str:
    """Where the server is."""
    return server.url
