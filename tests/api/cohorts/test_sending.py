"""Awaiting in two parts: as far as it goes at once, and the rest in another task."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from schema.cohorts.sending import Rest, begin


class Sender:
    """Sends as one that waits before and after; `steps` says how far it has come."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.writable = asyncio.Event()

    async def at_once(self) -> None:
        self.steps.append("sent")

    async def later(self) -> None:
        try:
            await self.writable.wait()
            self.steps.append("sent")
            await asyncio.sleep(0)
            self.steps.append("told")
        finally:
            self.steps.append("left")


def rest_of(send: Callable[[], Coroutine[object, None, None]]) -> Rest:
    rest = begin(send())
    assert rest is not None
    return rest


async def run(rest: Rest) -> None:
    await rest


async def _waits(task: asyncio.Task[None]) -> None:
    for _ in range(3):
        await asyncio.sleep(0)
    assert not task.done()


async def test_what_ends_at_once_leaves_nothing_to_wait_for() -> None:
    sender = Sender()
    assert begin(sender.at_once()) is None
    assert sender.steps == ["sent"]


async def test_what_fails_at_once_fails_where_it_was_begun() -> None:
    async def fail() -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        begin(fail())


async def test_what_waits_goes_on_in_whichever_task_awaits_the_rest() -> None:
    sender = Sender()
    task = asyncio.create_task(run(rest_of(sender.later)))
    await _waits(task)
    assert sender.steps == []
    sender.writable.set()
    await task
    assert sender.steps == ["sent", "told", "left"]


async def test_what_it_waits_for_may_have_happened_before_the_rest_is_awaited() -> None:
    sender = Sender()
    rest = rest_of(sender.later)
    sender.writable.set()
    await asyncio.sleep(0)
    await rest
    assert sender.steps == ["sent", "told", "left"]


async def test_what_fails_later_fails_where_the_rest_is_awaited() -> None:
    gone = asyncio.get_running_loop().create_future()

    async def wait() -> None:
        await gone

    rest = rest_of(wait)
    gone.set_exception(ConnectionResetError())
    with pytest.raises(ConnectionResetError):
        await rest


async def test_what_fails_later_may_be_handled_and_go_on() -> None:
    gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    sender = Sender()

    async def send() -> None:
        try:
            await gone
        except ConnectionResetError:
            await sender.later()

    rest = rest_of(send)
    gone.set_exception(ConnectionResetError())
    sender.writable.set()
    await rest
    assert sender.steps == ["sent", "told", "left"]


async def test_cancelling_who_awaits_the_rest_cancels_it() -> None:
    sender = Sender()
    task = asyncio.create_task(run(rest_of(sender.later)))
    await _waits(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sender.steps == ["left"]


async def test_a_rest_that_is_given_up_is_cleaned_up_and_waits_for_nothing() -> None:
    sender = Sender()
    rest = rest_of(sender.later)
    rest.close()
    assert sender.steps == ["left"]
    assert not sender.writable._waiters
    rest.close()


async def test_a_rest_may_be_given_up_after_its_end_too() -> None:
    sender = Sender()
    rest = rest_of(sender.later)
    sender.writable.set()
    await rest
    rest.close()
    assert sender.steps == ["sent", "told", "left"]
