"""Following the log: everything after the cursor, in order, each event once, then what is new."""

import asyncio
from random import Random

import pytest

from db.hints import Hints
from db.log.reader import EventFilter
from db.records import Position, StoredEvent
from domain.vocabulary import Role
from tests.db.asks import note
from tests.db.feeds import EVERYTHING, Follower, came_to, following, have_all
from tests.db.ledger import whole_log
from tests.db.play import play
from tests.db.waiting import DEADLINE
from tests.db.writers import begin, begin_many, do, running

FILTERS = (
    EVERYTHING,
    EventFilter(handoffs_only=True),
    EventFilter(project_id="project-1"),
    EventFilter(to_role=Role.CODE_WRITER),
)


@pytest.fixture
def hints() -> Hints:
    return Hints("memory://")


@pytest.mark.parametrize("capacity", [3, 20, 1_000])
@pytest.mark.parametrize("seed", range(2))
async def test_whoever_begins_at_any_commit_with_any_cursor_gets_every_event_once(
    database: str, hints: Hints, capacity: int, seed: int
) -> None:
    random = Random(seed)
    followers: list[Follower] = []
    async with following(database, hints, capacity=capacity, page=7) as feed:

        def commit(position: Position) -> None:
            if random.random() < 0.5:
                hints.tell(position)
            followers.append(Follower(feed, random.randint(0, position), random.choice(FILTERS)))
            if random.random() < 0.5:
                hints.tell(position)

        async with running(database, on_commit=commit) as writer:
            await play(writer, await begin_many(writer, 6), random, players=6, turns=12)
        hints.tell(feed.head)
        log = await whole_log(database)
        await have_all(followers, log)
    for follower in followers:
        await follower.closed()
    await have_all(followers, log)
    assert len(followers) > 10


async def test_one_who_reads_slowly_misses_nothing_though_the_feed_keeps_little(database: str, hints: Hints) -> None:
    async with (
        following(database, hints, capacity=3, page=4) as feed,
        running(database, on_commit=hints.tell) as writer,
    ):
        count = 60

        async def slowly(stored: StoredEvent) -> None:
            await came_to(feed, min(stored.position + 10, count))

        quick, slow = Follower(feed), Follower(feed, pace=slowly)
        workflow = await begin(writer)
        await do(writer, *(note(workflow.id) for _ in range(count - 1)))
        await have_all([quick, slow], await whole_log(database))


async def test_when_every_hint_is_lost_the_feed_goes_on_by_asking(database: str, hints: Hints) -> None:
    async with following(database, hints, poll=0.01) as feed, running(database) as writer:
        follower = Follower(feed)
        workflow = await begin(writer)
        for _ in range(3):
            await do(writer, note(workflow.id))
            await have_all([follower], await whole_log(database))


async def test_a_hint_is_enough(database: str, hints: Hints) -> None:
    async with following(database, hints) as feed, running(database, on_commit=hints.tell) as writer:
        follower = Follower(feed)
        workflow = await begin(writer)
        for _ in range(3):
            await do(writer, note(workflow.id))
            await have_all([follower], await whole_log(database))


async def test_a_feed_that_starts_late_replays_what_was_before_it(database: str, hints: Hints) -> None:
    async with running(database) as writer:
        workflow = await begin(writer)
        await do(writer, *(note(workflow.id) for _ in range(20)))
    async with following(database, hints, capacity=5, page=3) as feed:
        assert feed.head == 21
        await have_all([Follower(feed, after) for after in (0, 10, 20, 21)], await whole_log(database))


async def test_the_end_of_the_feed_ends_all_who_follow(database: str, hints: Hints) -> None:
    async with running(database) as writer:
        await begin_many(writer, 5)
    async with following(database, hints, page=1) as feed:
        followers = [Follower(feed), Follower(feed, 5), Follower(feed, 5, EventFilter(handoffs_only=True))]
        await have_all(followers, await whole_log(database))
        await feed.stop()
        followers.append(Follower(feed))
        for follower in followers:
            await follower.closed()
    assert followers[-1].found == []


async def test_the_end_of_the_feed_ends_also_one_in_the_middle_of_a_replay(database: str, hints: Hints) -> None:
    async with running(database) as writer:
        await begin_many(writer, 5)
    async with following(database, hints, page=1) as feed:

        async def end(_: StoredEvent) -> None:
            await feed.stop()

        follower = Follower(feed, pace=end)
        await follower.closed()
    assert len(follower.found) == 1


async def test_the_feed_stops_also_in_the_moment_in_which_a_hint_arrives(database: str) -> None:
    for loops in range(12):
        hints = Hints("memory://")
        async with running(database, on_commit=hints.tell) as writer, following(database, hints) as feed:
            follower = Follower(feed)
            await begin(writer)
            await follower.got(await whole_log(database))
            hints.tell(feed.head)
            for _ in range(loops):
                await asyncio.sleep(0)
            stopping = asyncio.create_task(feed.stop())
            await asyncio.wait([stopping], timeout=DEADLINE)
            assert stopping.done(), loops
