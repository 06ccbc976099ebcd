import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from db.embedded import EmbeddedPostgres, EmbeddedPostgresError, embedded_postgres
from db.embedded.data_folder import DataFolder
from db.embedded.sockets import socket_folder
from db.embedded.user import server_user
from tests.db.embedded.support import Launcher, sql, wait_until

DESCRIPTION = """
select pg_encoding_to_char(encoding), datcollate, datctype, current_user from pg_database where datname = 'handoff'
"""
DURABILITY = """
select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name in ('fsync', 'work_mem')
"""


def socket_of(server: EmbeddedPostgres) -> Path:
    return Path(parse_qs(urlsplit(server.url).query)["host"][0])


async def fetch(url: str, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def test_the_first_start_makes_a_utf8_database_that_asyncpg_can_use(new_dir: Path) -> None:
    with embedded_postgres(new_dir, durable=False) as server:
        assert asyncio.run(fetch(server.url, DESCRIPTION)) == [("UTF8", "C", "C", "handoff")]


def test_the_only_way_in_is_a_socket_in_a_private_folder(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "show listen_addresses") == ""
        status = socket_of(server).stat()
        assert stat.S_IMODE(status.st_mode) == 0o700
        assert status.st_uid == (data_dir / "postgres").stat().st_uid


def test_data_survives_a_restart_and_a_missing_database_is_made_anew(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as server:
        sql(server, "create table kept as select 7 as seven")
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "select seven from kept") == "7"
        sql(server, "alter database handoff rename to other", database="template1")
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, "select to_regclass('kept') is null") == "t"


def test_it_is_durable_unless_told_otherwise_and_takes_further_settings(data_dir: Path) -> None:
    with embedded_postgres(data_dir, settings={"work_mem": "8MB"}) as server:
        assert sql(server, DURABILITY) == "fsync=on work_mem=8192"
    with embedded_postgres(data_dir, durable=False) as server:
        assert sql(server, DURABILITY) == "fsync=off work_mem=4096"


def test_a_setting_that_the_launcher_decides_on_is_refused(data_dir: Path) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match="decides on port"),
        embedded_postgres(data_dir, durable=False, settings={"port": "1"}),
    ):
        pass


@pytest.mark.parametrize("name", ["long" * 30, "comma,comma"])
def test_a_path_unfit_for_a_socket_is_replaced_by_a_short_one_that_goes_away_again(room: Path, name: str) -> None:
    with embedded_postgres(room / name, durable=False) as server:
        folder = socket_of(server)
        assert not folder.is_relative_to(room)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert sql(server, "select 1") == "1"
    assert not folder.exists()


def test_a_path_with_signs_that_mean_something_in_urls_and_settings_works(room: Path) -> None:
    with embedded_postgres(room / "a \"b\" 'c' 50%&d=?#ü", durable=False) as server:
        assert asyncio.run(fetch(server.url, "select 1")) == [(1,)]
        assert sql(server, "select 1") == "1"


def test_a_strangers_file_in_the_place_of_the_short_socket_folder_is_refused_and_kept(room: Path) -> None:
    folder = DataFolder(room / ("long" * 30), server_user(room))
    folder.prepare()
    with socket_folder(folder) as place:
        pass
    place.write_text("not yours")
    try:
        with pytest.raises(EmbeddedPostgresError, match="remove it"), socket_folder(folder):
            pass
        assert place.read_text() == "not yours"
    finally:
        place.unlink()


def test_an_initdb_that_was_killed_half_way_is_made_good(new_dir: Path, launch: Callable[..., Launcher]) -> None:
    launcher = launch(new_dir)
    wait_until(lambda: list(new_dir.glob("postgres.unfinished-*/base")), "initdb is at work")
    launcher.kill()
    assert not (new_dir / "postgres").exists()
    with embedded_postgres(new_dir, durable=False) as server:
        assert sql(server, "select 1") == "1"
    assert sorted(path.name for path in new_dir.iterdir()) == [
        "launcher.lock",
        "postgres",
        "postgres.log",
        "server.lock",
    ]


def test_a_relative_data_folder_works(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(room)
    with embedded_postgres(Path("data"), durable=False) as server:
        assert sql(server, "show data_directory") == str(room / "data" / "postgres")
