"""Whoever asks gets what a read found that began after it asked, and hears of nobody else's trouble."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest

from db.gathering import Gathering


class Source:
    """Reads that end when they are told to: each gives for a key how many reads had begun when it did."""

    def __init__(self, *, odd_only: bool = False) -> None:
        self.begun = 0
        self.under_way: list[asyncio.Future[None]] = []
        self.asked: list[list[int]] = []
        self.most_at_once = 0
        self._odd_only = odd_only

    async def read(self, keys: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        """Read these keys."""
        self.begun += 1
        number, end = self.begun, asyncio.get_running_loop().create_future()
        self.asked.append([*keys])
        self.under_way.append(end)
        self.most_at_once = max(self.most_at_once, len(self.under_way))
        try:
            await end
        finally:
            self.under_way.remove(end)
        return {key: (key, number) for key in keys if key % 2 or not self._odd_only}


async def _settled() -> None:
    for _ in range(6):
        await asyncio.sleep(0)


async def _ended(source: Source, asked: Sequence[asyncio.Task[object]]) -> None:
    """All reads end well until everybody has an answer."""
    for _ in range(1_000):
        if all(task.done() for task in asked):
            return
        for end in source.under_way:
            if not end.done():
                end.set_result(None)
        await _settled()
    pytest.fail("somebody was never answered")


@pytest.mark.parametrize("seed", range(150))
async def test_each_gets_what_a_read_found_that_began_after_it_asked(seed: int) -> None:
    random, source = Random(seed), Source(odd_only=seed % 2 == 0)
    at_once, most = random.choice([(2, 100), (1, 3), (3, 1), (2, 2)])
    gathering = Gathering(source.read, at_once=at_once, most=most)
    asked: list[asyncio.Task[tuple[str, int, int, object]]] = []
    failures: dict[int, RuntimeError] = {}

    async def ask(depth: int) -> tuple[str, int, int, object]:
        key, before = random.randrange(6), source.begun
        try:
            found = await gathering.ask(key)
        except RuntimeError as error:
            return "failed", key, before, error
        if depth and random.random() < 0.5:
            return await ask(depth - 1)
        return "found", key, before, found

    def begin() -> None:
        asked.extend(asyncio.create_task(ask(2)) for _ in range(random.randint(1, 5)))

    def end() -> None:
        for each in source.under_way[: random.randint(1, 3)]:
            if not each.done():
                each.set_result(None)

    def fail() -> None:
        for each in source.under_way[:1]:
            if not each.done():
                each.set_exception(failures.setdefault(source.begun, RuntimeError("no")))

    def go() -> None:
        if asked:
            random.choice(asked).cancel()

    steps: list[Callable[[], None]] = [begin, begin, end, end, fail, go]
    for _ in range(30):
        random.choice(steps)()
        for _ in range(random.randint(0, 3)):
            await asyncio.sleep(0)
    await _ended(source, asked)

    assert source.most_at_once <= at_once
    assert all(1 <= len(keys) <= most and len(set(keys)) == len(keys) for keys in source.asked)
    for task in asked:
        if not task.cancelled():
            how, key, before, found = task.result()
            if how == "failed":
                assert found in failures.values()
            elif key % 2 == 0 and seed % 2 == 0:
                assert found is None
            else:
                assert isinstance(found, tuple)
                assert found[0] == key
                assert found[1] > before


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
    source.under_way[0].cancel()
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
