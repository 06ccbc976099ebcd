"""What a load balancer asks: does it live, and is it ready to serve."""

import asyncio
import tempfile
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Running, run
from tests.conftest import execute
from tests.db.proxy import Proxy
from tests.db.waiting import until
from tests.server.processes import complaint, start
from tests.serving import serving


async def _ask(running: Running, name: str) -> httpx.Response:
    async with httpx.AsyncClient() as http:
        return await http.get(running.url.replace("/graphql", f"/health/{name}"))


async def _is_ready(running: Running) -> bool:
    return (await _ask(running, "ready")).status_code == 200


async def test_a_server_that_is_well_lives_and_is_ready(database: str) -> None:
    async with run(database) as running:
        live, ready = await _ask(running, "live"), await _ask(running, "ready")
        assert (live.status_code, live.json()) == (200, {"live": True})
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "problems": []})


async def test_without_its_database_it_lives_but_is_not_ready_until_it_is_back(database: str) -> None:
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        proxy = Proxy(database, Path(folder))
        await proxy.open()
        async with run(proxy.url) as running:
            await proxy.close()

            async def notices() -> bool:
                return not running.store.feed.following

            await until(notices)
            ready = await _ask(running, "ready")
            problems = ["the database can't be reached", "the feed does not follow the log"]
            assert (ready.status_code, ready.json()) == (503, {"ready": False, "problems": problems})
            assert (await _ask(running, "live")).status_code == 200
            await proxy.open()
            await until(lambda: _is_ready(running))
        await proxy.close()


@pytest.mark.parametrize("statement", ["update alembic_version set version_num = '0000'", "drop table alembic_version"])
async def test_over_a_database_of_another_version_it_is_not_ready(database: str, statement: str) -> None:
    async with run(database) as running:
        await execute(database, statement)
        ready = await _ask(running, "ready")
        problems = ["the database's schema is not the one that this version expects"]
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "problems": problems})


def test_an_empty_database_is_brought_to_the_present_version(empty_database: str, log: Path) -> None:
    with serving({"DATABASE_URL": empty_database}, log) as server:
        assert httpx.get(f"{server.url}/health/ready").json() == {"ready": True, "problems": []}
        assert server.stop() == 0


def test_a_database_of_a_version_to_come_ends_the_server_with_one_line(database: str) -> None:
    asyncio.run(execute(database, "update alembic_version set version_num = '9999'"))
    line = complaint(start({"DATABASE_URL": database}))
    assert line.startswith("the database can't be used: ")
    assert "9999" in line
