"""One server for all of them: a process of its own, which must not say a word of alarm."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.embedded import EmbeddedPostgres
from tests.conftest import TEMPLATE, database_url, execute
from tests.hostile.target import Target
from tests.serving import serving


@pytest.fixture(scope="session")
def target(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The server."""
    yield from _serve(postgres, tmp_path_factory.mktemp("hostile"), "text")


@pytest.fixture
def json_target(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Target]:
    """Another one, which logs JSON."""
    yield from _serve(postgres, tmp_path, "json")


def _serve(postgres: EmbeddedPostgres, folder: Path, log_format: str) -> Iterator[Target]:
    log, name = folder / "server.log", f"hostile_{log_format}"
    asyncio.run(execute(postgres.url, f"create database {name} template {TEMPLATE}"))
    settings = {"DATABASE_URL": database_url(postgres, name), "LOG_LEVEL": "debug", "LOG_FORMAT": log_format}
    with serving({**settings, "HOME": str(folder)}, log) as server, httpx.Client(base_url=server.url) as http:
        yield Target(server.url, http, log)
    asyncio.run(execute(postgres.url, f"drop database {name} with (force)"))
