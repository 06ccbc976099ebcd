"""Following the log: everything after the cursor, in order, each event once, then what is new."""

import asyncio
from collections.abc import Sequence
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
from tests.db.writers import begin, begin_many, do, running, telling

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

        def commit(events: Sequence[StoredEvent]) -> None:
            position = events[-1].position
            if random.random() < 0.5:
                feed.offer(events)
            if random.random() < 0.5:
                hints.tell(position)
            followers.append(Follower(feed, random.randint(0, position), random.choice(FILTERS)))
            if random.random() < 0.5:
                hints.tell(position)

        async with running(database, on_commit=commit) as writer:
            await play(writer, await begin_many(writer, 6), random, players=6, turns=12)
        log = await whole_log(database)
        hints.tell(log[-1].position)
        await have_all(followers, log)
    for follower in followers:
        await follower.closed()
    await have_all(followers, log)
    assert len(followers) > 10


async def test_one_who_reads_slowly_misses_nothing_though_the_feed_keeps_little(database: str, hints: Hints) -> None:
    async with (
        following(database, hints, capacity=3, page=4) as feed,
        running(database, on_commit=telling(hints)) as writer,
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
    async with following(database, hints) as feed, running(database, on_commit=telling(hints)) as writer:
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
        async with running(database, on_commit=telling(hints)) as writer, following(database, hints) as feed:
            follower = Follower(feed)
            await begin(writer)
            await follower.got(await whole_log(database))
            hints.tell(feed.head)
            for _ in range(loops):
                await asyncio.sleep(0)
            stopping = asyncio.create_task(feed.stop())
            await asyncio.wait([stopping], timeout=DEADLINE)
            assert stopping.done(), loops


async def test_what_this_process_has_written_needs_neither_a_hint_nor_a_read(database: str, hints: Hints) -> None:
    async with following(database, hints) as feed, running(database, on_commit=feed.offer) as writer:
        follower = Follower(feed)
        await begin_many(writer, 5)
        await have_all([follower], await whole_log(database))


async def test_what_others_wrote_in_between_is_read_before_what_is_offered(database: str, hints: Hints) -> None:
    async with following(database, hints) as feed, running(database, on_commit=feed.offer) as writer:
        follower = Follower(feed)
        async with running(database) as other:
            await begin_many(other, 2)
        await begin_many(writer, 2)
        assert feed.head == 0
        hints.tell((await whole_log(database))[-1].position)
        await have_all([follower], await whole_log(database))


async def test_a_replay_gives_what_lies_between_two_positions_and_ends(database: str, hints: Hints) -> None:
    async with running(database) as writer:
        await begin_many(writer, 9)
    async with following(database, hints, capacity=3, page=2) as feed:
        log = await whole_log(database)
        for after, end in ((0, 9), (2, 5), (4, 4), (0, 1)):
            replay = feed.replay(Position(after), Position(end), EVERYTHING)
            assert [stored async for stored in replay] == log[after:end]


async def test_a_feed_knows_from_where_on_it_has_all_in_memory(database: str, hints: Hints) -> None:
    async with running(database) as writer, following(database, hints, capacity=3) as feed:
        assert feed.keeps(Position(0))
        await begin_many(writer, 5)
        hints.tell(Position(5))
        await came_to(feed, 5)
        assert [feed.keeps(Position(position)) for position in range(7)] == [False] * 2 + [True] * 4 + [False]
