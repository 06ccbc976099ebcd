"""A database, opened."""

import asyncio
from urllib.parse import urlsplit

import pytest

from db.cursors import START, BadCursorError
from db.embedded import EmbeddedPostgres
from db.migrate import downgrade
from db.records import Position
from db.store import Store, open_store
from tests.db.asks import note
from tests.db.backends import admit, terminate
from tests.db.feeds import came_to
from tests.db.proxy import Proxy
from tests.db.waiting import DEADLINE, until
from tests.db.writers import begin, do


async def test_a_cursor_leads_to_the_position_it_was_taken_of(store: Store) -> None:
    workflow = await begin(store.writer)
    await do(store.writer, note(workflow.id))
    for position in map(Position, (0, 1, 2)):
        assert await store.position_after(store.cursors.of_position(position)) == position
    assert await store.position_after(START) == 0


async def test_a_cursor_ahead_of_the_log_is_refused(store: Store) -> None:
    workflow = await begin(store.writer)
    for ahead in (2, 10**18 - 1):
        with pytest.raises(BadCursorError, match="ahead of the log"):
            await store.position_after(store.cursors.of_position(Position(ahead)))
    await do(store.writer, note(workflow.id))
    assert await store.position_after(store.cursors.of_position(Position(2))) == 2


async def test_a_commit_wakes_the_feed_of_the_same_store(store: Store) -> None:
    workflow = await begin(store.writer)
    await do(store.writer, note(workflow.id))
    await came_to(store.feed, 2)


async def test_a_store_has_no_problems(store: Store) -> None:
    assert await store.problems() == []


async def test_a_schema_of_another_version_is_a_problem(store: Store) -> None:
    await downgrade(store.pool.engine)
    assert "the database's schema is not the one that this version expects" in await store.problems()


async def test_a_database_that_can_not_be_reached_is_a_problem(
    postgres: EmbeddedPostgres, database: str, store: Store
) -> None:
    name = urlsplit(database).path.removeprefix("/")
    await admit(postgres.url, name, allow=False)
    await terminate(postgres.url, "handoff reader", name)

    async def both_seen() -> bool:
        return len(await store.problems()) == 2

    await until(both_seen)
    assert await store.problems() == ["the database can't be reached", "the feed does not follow the log"]
    await admit(postgres.url, name, allow=True)

    async def none_left() -> bool:
        return not await store.problems()

    await until(none_left)


async def test_a_database_that_no_longer_answers_is_a_problem_and_not_waited_for(proxy: Proxy) -> None:
    async with open_store(proxy.url) as store:
        proxy.freeze()
        async with asyncio.timeout(DEADLINE):
            assert "the database can't be reached" in await store.problems()
        proxy.thaw()
