"""More requests than a process can carry: some are worked on, some wait, and the rest hear so at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from schema.serving.turnstile import RETRY_AFTER_SECONDS, RETURNING, OverloadedError, Turnstile


@asynccontextmanager
async def working(turnstile: Turnstile, count: int) -> AsyncIterator[asyncio.Event]:
    """So many requests that are worked on until the event is set."""
    done, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def work(number: int) -> None:
        async with turnstile.admitted(f"caller {number}") as waited:
            assert not waited
            begun.release()
            await done.wait()

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(work(number))
        for _ in range(count):
            await begun.acquire()
        yield done
        done.set()


async def numbered(turnstile: Turnstile, order: list[int], number: int) -> None:
    async with turnstile.admitted("a") as waited:
        assert waited
        order.append(number)


async def test_those_who_wait_get_their_turn_in_the_order_in_which_they_came() -> None:
    turnstile, order = Turnstile(at_once=2), list[int]()
    async with asyncio.TaskGroup() as group, working(turnstile, 2) as done:
        for number in range(5):
            group.create_task(numbered(turnstile, order, number))
        await asyncio.sleep(0)
        assert order == []
        done.set()
    assert order == [0, 1, 2, 3, 4]


async def test_one_more_than_may_wait_is_refused_at_once_and_there_is_room_again_later() -> None:
    turnstile, order = Turnstile(at_once=1, waiting=(1, 1)), list[int]()
    async with asyncio.TaskGroup() as group, working(turnstile, 1):
        group.create_task(numbered(turnstile, order, 1))
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError, match="again, with the same idempotency key, in 2 seconds"):
            async with turnstile.admitted("a"):
                raise AssertionError
    async with working(turnstile, 1):
        pass
    assert order == [1]


async def test_while_it_is_calm_some_may_wait() -> None:
    turnstile, order = Turnstile(at_once=1, waiting=(3, 1)), list[int]()
    async with asyncio.TaskGroup() as group, working(turnstile, 1):
        for number in range(3):
            assert not turnstile.is_full
            group.create_task(numbered(turnstile, order, number))
            await asyncio.sleep(0)
        assert turnstile.is_full
    assert len(order) == 3


async def test_while_others_are_refused_nobody_comes_in_without_a_free_place_and_fewer_may_wait_inside() -> None:
    turnstile, order = Turnstile(at_once=1, waiting=(3, 1)), list[int]()
    turnstile.refuse()
    async with asyncio.TaskGroup() as group, working(turnstile, 1):
        assert turnstile.is_full
        group.create_task(numbered(turnstile, order, 1))
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            async with turnstile.admitted("a"):
                raise AssertionError
    assert order == [1]


async def test_who_is_on_the_way_counts_until_the_place_is_reached() -> None:
    turnstile = Turnstile(at_once=1, waiting=(1, 1))
    for full in (False, True):
        assert not turnstile.is_full
        turnstile.expect(asyncio.get_running_loop())
        assert turnstile.is_full == full
    await asyncio.sleep(0)
    assert not turnstile.is_full


async def test_who_has_waited_too_long_is_refused_and_takes_nobodys_place() -> None:
    turnstile = Turnstile(at_once=1, patience=0.01)
    async with working(turnstile, 1):
        for _ in range(3):
            with pytest.raises(OverloadedError):
                async with turnstile.admitted("a"):
                    raise AssertionError
    async with working(turnstile, 1):
        pass


async def test_who_goes_while_waiting_takes_nobodys_place() -> None:
    turnstile, order = Turnstile(at_once=1), list[int]()
    async with working(turnstile, 1):
        leaving = asyncio.create_task(numbered(turnstile, order, 1))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait((leaving,))
    async with working(turnstile, 1):
        pass
    assert order == []


async def test_one_caller_alone_takes_half_of_the_places_and_leaves_the_others_to_others() -> None:
    turnstile, order = Turnstile(at_once=4), list[int]()
    async with asyncio.TaskGroup() as group, turnstile.admitted("a"), turnstile.admitted("a"):
        group.create_task(numbered(turnstile, order, 1))
        await asyncio.sleep(0)
        async with turnstile.admitted("b") as waited:
            assert not waited
        assert order == []
    assert order == [1]


async def test_the_more_are_refused_the_later_they_are_told_to_come_again() -> None:
    turnstile, told = Turnstile(at_once=1, waiting=(0, 0)), list[int]()
    async with working(turnstile, 1):
        for _ in range(RETURNING * 40):
            try:
                async with turnstile.admitted("a"):
                    raise AssertionError
            except OverloadedError as error:
                told.append(error.seconds)
    least, most = RETRY_AFTER_SECONDS
    assert (told[0], told[-1]) == (least, most)
    assert told == sorted(told)
