"""Whoever follows the log gets every event, or hears that it can't: none is left out because it was archived."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest

from db.codec import event_from
from db.hints import Hints
from db.log.feed import Feed
from db.log.horizon import CursorTooOldError
from db.log.reader import EventFilter, LogReader
from db.log.writer import LogWriter
from db.pool import Pool
from db.records import Position, StoredEvent
from domain.vocabulary import State
from tests.db.archive.archiving import BOTH, archived, archived_to, brought_back, completed
from tests.db.asks import note
from tests.db.feeds import EVERYTHING, came_to, following
from tests.db.ledger import rows
from tests.db.waiting import soon, take, until
from tests.db.writers import begin, do, running

OF_ALL = (EVERYTHING, EventFilter(handoffs_only=True), EventFilter(project_id="project-1"))


async def everything(database: str) -> list[StoredEvent]:
    """All events, wherever they are."""
    return [event_from(row) for row in await rows(database, f"select * from {BOTH} e order by position")]


class Watcher:
    """Follows in a task of its own, not too fast, until it has all or is refused."""

    def __init__(self, feed: Feed, after: int, wanted: EventFilter, random: Random) -> None:
        self.after, self.wanted, self.refused = after, wanted, False
        self.found: list[StoredEvent] = []
        self.task = asyncio.create_task(self._watch(feed, random))

    async def _watch(self, feed: Feed, random: Random) -> None:
        try:
            async for stored in feed.follow(Position(self.after), self.wanted):
                self.found.append(stored)
                await asyncio.sleep(random.choice((0, 0, 0.01)))
        except CursorTooOldError:
            self.refused = True

    async def check(self, log: Sequence[StoredEvent]) -> None:
        """It must get all that it wants, or what comes before the refusal without a hole."""
        expected = [one for one in log if one.position > self.after and self.wanted.matches(one)]

        async def settled() -> bool:
            return self.refused or len(self.found) >= len(expected)

        await until(settled)
        self.task.cancel()
        await asyncio.wait([self.task])
        assert self.found == (expected[: len(self.found)] if self.refused else expected), (self.after, self.wanted)
        assert not (self.refused and self.wanted.workflow_id)


@pytest.mark.parametrize("seed", range(3))
async def test_while_batches_move_whoever_follows_gets_every_event_or_is_refused(database: str, seed: int) -> None:
    random, hints = Random(seed), Hints("memory://")
    watchers: list[Watcher] = []
    async with following(database, hints, capacity=random.choice((4, 30)), page=3) as feed:

        def commit(events: Sequence[StoredEvent]) -> None:
            if random.random() < 0.6:
                hints.tell(events[-1].position)
            wanted = random.choice((*OF_ALL, EventFilter(events[0].event.workflow_id)))
            if random.random() < 0.5:
                watchers.append(Watcher(feed, random.randint(0, events[-1].position), wanted, random))

        async with running(database, on_commit=commit) as writer:
            builds = [asyncio.create_task(build(writer)) for _ in range(4)]
            while not all(each.done() for each in builds):
                await archived(database, batch=random.randint(1, 3), limit=random.randint(1, 4))
            await asyncio.gather(*builds)
            await begin(writer)
            log = await everything(database)
            hints.tell(log[-1].position)
            for watcher in watchers:
                await watcher.check(log)
    assert await archived_to(database) > 0
    assert [stored.position for stored in log] == list(range(1, len(log) + 1))
    assert {watcher.refused for watcher in watchers} == {True, False}


async def build(writer: LogWriter) -> None:
    """Three builds, one after the other, each of which is reopened or noted if it still can be."""
    for _ in range(3):
        workflow = await begin(writer, State.COMPLETE)
        await writer.submit(note(workflow.id))


async def test_a_page_of_the_log_is_refused_below_what_was_archived_and_given_from_there_on(
    writer: LogWriter, pool: Pool, database: str
) -> None:
    await completed(writer)
    reader, (open_,) = LogReader(pool), [await begin(writer)]
    before = await reader.page(Position(0), EVERYTHING, 100)
    await archived(database)
    oldest = Position(await archived_to(database))
    for wanted in OF_ALL:
        for after in (0, oldest - 1):
            with pytest.raises(CursorTooOldError) as refused:
                await reader.page(Position(after), wanted, 100)
            assert refused.value.oldest == oldest
    page = await reader.page(oldest, EVERYTHING, 100)
    assert page.events == before.events[-1:]
    assert page.events[0].event.workflow_id == open_.id


@pytest.mark.parametrize("limit", [3, 100])
async def test_the_pages_of_one_workflow_are_whole_wherever_it_is(
    writer: LogWriter, pool: Pool, database: str, limit: int
) -> None:
    done, _ = await completed(writer, 2)
    reader, wanted = LogReader(pool), EventFilter(done.id)
    history = (await reader.page(Position(0), wanted, 100)).events
    for move in (lambda: archived(database), lambda: brought_back(database, done.id)):
        found = list((await reader.page(Position(0), wanted, limit)).events)
        await move()
        while (page := await reader.page(found[-1].position, wanted, limit)).events:
            found += page.events
        assert found == history


async def test_a_feed_that_was_passed_by_the_archive_goes_on_behind_it_and_refuses_who_stands_before(
    database: str,
) -> None:
    hints = Hints("memory://")
    async with running(database) as writer, following(database, hints, capacity=5) as feed:
        follower = feed.follow(feed.head, EVERYTHING)
        await completed(writer, 2)
        await archived(database)
        last = await begin(writer)
        hints.tell(Position(await archived_to(database) + 1))
        with pytest.raises(CursorTooOldError):
            await soon(anext(follower))
        await came_to(feed, await archived_to(database) + 1)
        await do(writer, note(last.id))
        hints.tell(Position(feed.head + 1))
        (noted,) = await take(feed.follow(feed.head, EVERYTHING), 1)
        assert noted.event.workflow_id == last.id
