"""A URL that names several servers leads to the one that takes writes, also when that becomes another one."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from db.hints.postgres import postgres_line
from db.log.link import Link
from db.log.reader import LogReader
from db.nodes import NotWritableError, connect, nodes
from db.pool import Pool
from db.prepare import DatabaseUnfitError, prepare_database
from domain.refusals import OutcomeUnknown
from tests.db.asks import start
from tests.db.pair import Pair, ask, pair_of_servers, together
from tests.db.waiting import soon, until
from tests.db.writers import committed, do, refusal, running

LOG_ID = "select log_id from log_head"
EVENTS = "select count(*) from workflow_events"


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="handoff-test-") as folder:
        Path(folder).chmod(0o755)
        with pair_of_servers(Path(folder)) as pair:
            for url in (pair.first, pair.second):
                asyncio.run(prepare_database(url))
            yield pair


@pytest.fixture
async def pair(servers: Pair) -> AsyncIterator[Pair]:
    """The first takes writes, the second takes none."""
    await servers.demote(servers.second)
    await servers.promote(servers.first)
    yield servers
    await servers.wait_for_standby("")


async def place(url: str, seconds: float = 5) -> object:
    connection = await connect(url, patience=seconds, command_timeout=seconds, server_settings={})
    try:
        return await connection.fetchval(LOG_ID)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("postgresql://u:p@a:1,b:2/d?x=y", ["postgresql://u:p@a:1/d?x=y", "postgresql://u:p@b:2/d?x=y"]),
        ("postgresql://[::1]:1,[::2]/d", ["postgresql://[::1]:1/d", "postgresql://[::2]/d"]),
        ("postgresql://u@/d?host=a,b&port=1,2", [f"postgresql://u@/d?host={h}&port={p}" for h, p in ("a1", "b2")]),
        ("postgresql://u@/d?host=a,b&port=1", [f"postgresql://u@/d?host={h}&port=1" for h in "ab"]),
        ("postgresql://u@a/d?host=b,c", ["postgresql://u@a/d?host=b,c"]),
        ("postgresql:///d", ["postgresql:///d"]),
    ],
)
def test_a_url_is_taken_apart_into_one_for_each_host_in_its_order(url: str, each: list[str]) -> None:
    assert nodes(url) == each


async def test_the_one_that_takes_writes_is_found_wherever_it_stands(pair: Pair) -> None:
    writable = await ask(pair.first, LOG_ID)
    assert await place(pair.url) == writable
    assert await place(together(pair.second, pair.first)) == writable


async def test_a_machine_that_is_silent_costs_only_its_share_of_the_time(pair: Pair) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        gone = f"postgresql://handoff@/handoff?host=127.0.0.1&port={silent.getsockname()[1]}"
        assert await place(together(gone, pair.first), seconds=2) == await ask(pair.first, LOG_ID)


async def test_when_none_takes_writes_it_is_said_of_each_why_and_no_password_with_it(pair: Pair) -> None:
    await pair.demote(pair.first)
    host = pair.second.partition("host=")[2].partition("&")[0]
    with pytest.raises(
        NotWritableError, match=f"none of the 2 nodes .*127.0.0.1:1: .*; {host}:5432: it takes no w"
    ) as e:
        await place(f"postgresql://handoff:secret@/handoff?host=127.0.0.1,{host}&port=1,5432")
    assert "secret" not in str(e.value)
    with pytest.raises(DatabaseUnfitError, match=r"it takes no writes: .*\. Check DATABASE_URL"):
        await prepare_database(pair.first)


async def test_the_one_that_takes_writes_is_migrated(pair: Pair) -> None:
    for url in (pair.first, pair.second):
        await pair.promote(url)
        await ask(url, "create database fresh")
    await pair.move()
    fresh = [url.replace("/handoff?", "/fresh?") for url in (pair.first, pair.second)]
    await prepare_database(together(*fresh))
    assert [await ask(url, "select to_regclass('log_head')::text") for url in fresh] == [None, "log_head"]


async def test_the_writer_moves_when_its_server_takes_no_more_writes_though_the_connection_lasts(pair: Pair) -> None:
    async with running(pair.url) as writer:
        await do(writer, start())
        before = await ask(pair.second, EVENTS)
        await pair.move()
        (answer,) = await do(writer, start())
        assert await ask(pair.second, EVENTS) == before + len(answer.events)  # type: ignore[operator]


async def test_the_reading_pool_moves_too_and_no_connection_stays_behind(pair: Pair) -> None:
    pool = await Pool(pair.url).open()
    reader = LogReader(pool)
    left = {log_id for log_id, _ in await asyncio.gather(*(reader.identify() for _ in range(5)))}
    assert left == {await ask(pair.first, LOG_ID)}
    await pair.move()
    right = {log_id for log_id, _ in await asyncio.gather(*(reader.identify() for _ in range(5)))}
    assert right == {await ask(pair.second, LOG_ID)}
    await pool.dispose()


async def test_the_line_of_hints_is_given_up_when_its_server_takes_no_more_writes(pair: Pair) -> None:
    async with postgres_line(pair.url, "here", lambda _: None, heartbeat=0.02) as line:
        await pair.move()
        with pytest.raises(ConnectionResetError, match="takes no writes"):
            await soon(line.listen())


async def test_a_commit_that_waits_for_its_standby_is_neither_acknowledged_nor_seen_until_that_has_it(
    pair: Pair,
) -> None:
    asked = start()
    async with running(pair.url, patience=0.5) as writer:
        await do(writer, start())
        before = await ask(pair.first, EVENTS)
        await pair.wait_for_standby("nobody")
        assert isinstance(refusal(await writer.submit(asked, "once")), OutcomeUnknown)
        assert await ask(pair.first, EVENTS) == before
        await pair.wait_for_standby("")
        await until(lambda: _is(pair, before, 1))
        assert committed(await writer.submit(asked, "once")).replayed
        assert await _is(pair, before, 1)


async def test_a_connection_made_anew_does_not_end_a_commit_that_waits_for_its_standby(pair: Pair) -> None:
    await ask(pair.first, "create table if not exists made (number int)")
    before = await ask(pair.first, "select count(*) from made")
    await pair.wait_for_standby("nobody")
    link = Link(pair.url, name="linked", settings="set jit = off", timeout=1)
    with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresError)):
        await link.write(await link.get(), "insert into made values (1)")
    link.drop()
    with pytest.raises(ConnectionError, match="can't be ended"):
        await link.get()
    link.drop()
    assert await ask(pair.first, "select count(*) from made") == before
    await pair.wait_for_standby("")
    await link.get()
    assert await ask(pair.first, "select count(*) from made") == before + 1  # type: ignore[operator]
    await link.close()


async def test_a_connection_made_anew_is_of_no_use_until_all_that_it_sees_has_reached_the_standby(pair: Pair) -> None:
    link = Link(pair.url, name="linked", settings="set jit = off", timeout=1)
    await link.get()
    link.drop()
    await pair.wait_for_standby("nobody")
    with pytest.raises(TimeoutError):
        await link.get()
    await pair.wait_for_standby("")
    await link.get()
    await link.close()


async def _is(pair: Pair, before: object, more: int) -> bool:
    return await ask(pair.first, EVENTS) == before + more  # type: ignore[operator]
