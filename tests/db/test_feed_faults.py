"""The feed, and those who follow it, outlast a database that goes away."""

import asyncio
from urllib.parse import urlsplit

import pytest

from db.embedded import EmbeddedPostgres
from db.hints import Hints
from db.log.feed import Feed
from db.records import StoredEvent
from tests.conftest import execute
from tests.db.asks import note
from tests.db.backends import admit, terminate
from tests.db.feeds import Follower, following, have_all
from tests.db.ledger import whole_log
from tests.db.proxy import Proxy
from tests.db.waiting import soon, until
from tests.db.writers import begin, begin_many, do, running

READER = "handoff reader"


async def follows(feed: Feed, *, well: bool) -> None:
    """Wait until the feed says that it follows the log, or that it can't."""

    async def says_so() -> bool:
        return feed.following is well

    await until(says_so)


@pytest.fixture
def hints() -> Hints:
    return Hints("memory://")


async def test_all_is_delivered_though_the_connections_are_ended_again_and_again(database: str, hints: Hints) -> None:
    async with following(database, hints, capacity=3, page=2, poll=0.01) as feed, running(database) as writer:
        workflow = await begin(writer)
        followers = [Follower(feed)]
        for _ in range(12):
            await do(writer, *(note(workflow.id) for _ in range(6)))
            followers.append(Follower(feed))
            await terminate(database, READER)
        await have_all(followers, await whole_log(database))


async def test_all_is_delivered_once_the_database_takes_connections_again(
    postgres: EmbeddedPostgres, database: str, hints: Hints
) -> None:
    name = urlsplit(database).path.removeprefix("/")
    async with following(database, hints, capacity=3, page=2, poll=0.01) as feed, running(database) as writer:
        workflow = await begin(writer)
        await admit(postgres.url, name, allow=False)
        await terminate(postgres.url, READER, name)
        await follows(feed, well=False)
        followers = [Follower(feed), Follower(feed, feed.head)]
        await do(writer, *(note(workflow.id) for _ in range(10)))
        await admit(postgres.url, name, allow=True)
        await have_all(followers, await whole_log(database))
        assert feed.following


async def test_all_is_delivered_though_connections_are_cut_in_the_middle_of_a_read(
    proxy: Proxy, database: str, hints: Hints
) -> None:
    async with following(proxy.url, hints, capacity=3, page=2, poll=0.01) as feed, running(database) as writer:
        workflow = await begin(writer)
        followers = []
        for _ in range(8):
            await do(writer, *(note(workflow.id) for _ in range(6)))
            proxy.freeze()
            followers.append(Follower(feed))
            await proxy.cut()
            proxy.thaw()
        await have_all(followers, await whole_log(database))


async def test_a_database_that_does_not_answer_is_not_followed_until_it_answers_again(
    proxy: Proxy, database: str, hints: Hints
) -> None:
    async with following(proxy.url, hints, poll=0.01, patience=1) as feed, running(database) as writer:
        workflow = await begin(writer)
        follower = Follower(feed)
        proxy.freeze()
        await do(writer, note(workflow.id))
        await follows(feed, well=False)
        proxy.thaw()
        await have_all([follower], await whole_log(database))
        assert feed.following


async def test_following_ends_also_while_the_database_is_away(proxy: Proxy, database: str, hints: Hints) -> None:
    async with running(database) as writer:
        await begin_many(writer, 2)
    away = asyncio.Event()

    async def go_away(_: StoredEvent) -> None:
        proxy.shut()
        await proxy.cut()
        away.set()

    async with following(proxy.url, hints, page=1, poll=0.01) as feed:
        follower = Follower(feed, pace=go_away)
        await soon(away.wait())
        await follows(feed, well=False)
        await feed.stop()
        await follower.closed()
    assert len(follower.found) == 1


async def test_a_feed_that_can_not_read_an_event_says_that_it_does_not_follow(database: str, hints: Hints) -> None:
    async with following(database, hints, poll=0.01) as feed, running(database) as writer:
        await begin(writer)
        newer = """
            with head as (update log_head set position = position + 1 returning position)
            insert into workflow_events
                (position, workflow_id, project_id, sequence, kind, to_state, actor, message, data, handoff,
                 recorded_at, hash)
            select head.position, id, project_id, 2, 'UNHEARD_OF', 'DISCOVERY', '', '', '{}', false, now(), ''
            from build_workflows, head
        """
        await execute(database, newer)
        await follows(feed, well=False)
