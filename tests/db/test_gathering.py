"""Whoever asks gets what a read found that began after it asked, and hears of nobody else's trouble."""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from db.gathering import Gathering


class Source:
    """Reads that end when they are told to: each gives for a key the number of the read, from 1."""

    def __init__(self, *, odd_only: bool = False) -> None:
        self.begun = 0
        self.under_way: dict[int, asyncio.Future[None]] = {}
        self.asked: list[list[int]] = []
        self.most_at_once = 0
        self._odd_only = odd_only

    async def read(self, keys: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        """Read these keys."""
        self.begun += 1
        number, end = self.begun, asyncio.get_running_loop().create_future()
        self.asked.append([*keys])
        self.under_way[number] = end
        self.most_at_once = max(self.most_at_once, len(self.under_way))
        try:
            await end
        finally:
            del self.under_way[number]
        return {key: (key, number) for key in keys if not self.lacks(key)}

    def lacks(self, key: int) -> bool:
        """Whether it has nothing for `key`."""
        return self._odd_only and key % 2 == 0


async def _settled() -> None:
    for _ in range(6):
        await asyncio.sleep(0)


async def _ended(source: Source, asked: Sequence[asyncio.Task[object]]) -> None:
    """All reads end well until everybody has an answer."""
    for _ in range(1_000):
        if all(task.done() for task in asked):
            return
        for end in source.under_way.values():
            if not end.done():
                end.set_result(None)
        await _settled()
    pytest.fail("somebody was never answered")


class Crowd:
    """People who ask `gathering` at random times, and may go away, while reads of `source` end well or badly."""

    def __init__(self, random: Random, source: Source, gathering: Gathering[int, tuple[int, int]]) -> None:
        self._random, self._source, self._gathering = random, source, gathering
        self.asked: list[asyncio.Task[None]] = []

    async def _ask(self, again: int) -> None:
        key, before = self._random.randrange(6), self._source.begun
        try:
            found = await self._gathering.ask(key)
        except RuntimeError as error:
            found = key, int(str(error))
        assert found is not None or self._source.lacks(key)
        assert found is None or (found[0] == key and found[1] > before)
        if again and self._random.random() < 0.5:
            await self._ask(again - 1)

    def begin(self) -> None:
        """Some more ask."""
        self.asked += [asyncio.create_task(self._ask(2)) for _ in range(self._random.randint(1, 5))]

    def end(self) -> None:
        """Some reads end well."""
        for each in [*self._source.under_way.values()][: self._random.randint(1, 3)]:
            if not each.done():
                each.set_result(None)

    def fail(self) -> None:
        """A read fails."""
        for number, each in [*self._source.under_way.items()][:1]:
            if not each.done():
                each.set_exception(RuntimeError(number))

    def go(self) -> None:
        """Somebody goes away."""
        if self.asked:
            self._random.choice(self.asked).cancel()


@pytest.mark.parametrize("seed", range(150))
async def test_each_gets_what_a_read_found_that_began_after_it_asked(seed: int) -> None:
    random, source = Random(seed), Source(odd_only=seed % 2 == 0)
    at_once, most = random.choice([(2, 100), (1, 3), (3, 1), (2, 2)])
    crowd = Crowd(random, source, Gathering(source.read, at_once=at_once, most=most))
    for _ in range(30):
        random.choice((crowd.begin, crowd.begin, crowd.end, crowd.end, crowd.fail, crowd.go))()
        for _ in range(random.randint(0, 3)):
            await asyncio.sleep(0)
    await _ended(source, crowd.asked)
    assert source.most_at_once <= at_once
    assert all(1 <= len(keys) <= most and len(set(keys)) == len(keys) for keys in source.asked)
    assert [task.exception() for task in crowd.asked if not task.cancelled()].count(None) == sum(
        not task.cancelled() for task in crowd.asked
    )


async def test_whoever_asks_again_as_soon_as_it_is_answered_is_answered() -> None:
    """Both reads end at the same moment, and nobody else comes to have a third one begun."""
    source = Source()
    gathering = Gathering(source.read)

    async def twice() -> object:
        await gathering.ask(1)
        return await gathering.ask(3)

    first = asyncio.create_task(twice())
    await _settled()
    second = asyncio.create_task(gathering.ask(2))
    await _settled()
    assert source.asked == [[1], [2]]
    await _ended(source, [first, second])
    assert await first == (3, 3)


async def test_a_read_that_is_broken_off_answers_those_who_wait_for_it_and_the_next_one_begins() -> None:
    source = Source()
    gathering = Gathering(source.read, at_once=1)
    asked = asyncio.create_task(gathering.ask(1))
    await _settled()
    source.under_way[1].cancel()
    await _settled()
    assert asked.done()
    with pytest.raises(asyncio.CancelledError):
        await asked
    again = asyncio.create_task(gathering.ask(1))
    await _settled()
    await _ended(source, [again])
    assert await again == (1, 2)


async def test_of_many_who_ask_for_the_same_one_read_is_made() -> None:
    source = Source()
    gathering = Gathering(source.read)
    asked = [asyncio.create_task(gathering.ask(number % 3)) for number in range(30)]
    await _settled()
    await _ended(source, asked)
    assert source.asked == [[0, 1, 2]]
