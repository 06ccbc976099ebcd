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

DATABASE = "hostile"


@pytest.fixture(scope="session")
def target(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The server."""
    log = tmp_path_factory.mktemp("hostile") / "server.log"
    asyncio.run(execute(postgres.url, f"create database {DATABASE} template {TEMPLATE}"))
    with serving(_settings(postgres, log), log) as server, httpx.Client(base_url=server.url) as http:
        yield Target(server.url, http, log)
    asyncio.run(execute(postgres.url, f"drop database {DATABASE} with (force)"))


def _settings(postgres: EmbeddedPostgres, log: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url(postgres, DATABASE), "LOG_LEVEL": "debug", "HOME": str(log.parent)}
