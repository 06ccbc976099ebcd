"""What is published by one relay is heard by the others, the newest at least, whatever happens to the lines."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from broadcaster import Broadcast

from db.hints.relay import AGAIN, Relay
from tests.db.hints.waiting import hears, lost
from tests.db.hints.ways import CHANNEL, Way
from tests.db.waiting import soon

MANY = 10_000


@asynccontextmanager
async def connected(*relays: Relay) -> AsyncIterator[None]:
    for relay in relays:
        await relay.connect()
    try:
        yield
    finally:
        for relay in relays:
            await relay.disconnect()


async def test_each_hears_what_the_other_says(way: Way) -> None:
    left, right = way.relay(), way.relay()
    async with connected(left, right):
        await way.heard_by(2)
        for number in range(20):
            speaker, listener = (left, right) if number % 2 else (right, left)
            await speaker.publish(CHANNEL, str(number))
            await hears(speaker, str(number))
            await hears(listener, str(number))


async def test_many_may_subscribe_and_publish_at_once(way: Way) -> None:
    async with Broadcast(backend=way.relay()) as left, Broadcast(backend=way.relay()) as right:
        await way.heard_by(2)

        async def hear_the_last(side: Broadcast) -> None:
            async with side.subscribe(CHANNEL) as subscriber:
                while (await subscriber.get()).message != "last":
                    continue

        async def come_and_go(side: Broadcast) -> None:
            async with side.subscribe(CHANNEL):
                await side.publish(CHANNEL, "more")

        listening = [asyncio.create_task(hear_the_last(side)) for side in (left, right) for _ in range(20)]
        await asyncio.gather(*(come_and_go(side) for side in (left, right) for _ in range(50)))
        await left.publish(CHANNEL, "last")
        await soon(asyncio.gather(*listening))


async def test_a_line_that_is_cut_is_made_anew_and_then_subscribers_are_told_to_look(way: Way) -> None:
    left, right = way.relay(), way.relay()
    async with connected(left, right):
        for _ in range(5):
            await way.heard_by(2)
            await hears(left, AGAIN)
            await hears(right, AGAIN)
            await way.cut()


async def test_while_there_is_no_line_publishing_does_not_wait_and_the_newest_alone_is_kept(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    left, right = way.relay(), way.relay()
    async with connected(left, right):
        await hears(left, AGAIN)
        await hears(right, AGAIN)
        await way.shut()
        await lost(caplog)
        for number in range(MANY):
            with pytest.raises(StopIteration):  # it ends without having been suspended
                left.publish(CHANNEL, str(number)).send(None)
        assert (await soon(left.next_published())).message == str(MANY - 1)
        await way.reopen()
        assert (await soon(right.next_published())).message in {AGAIN, str(MANY - 1)}


async def test_who_does_not_take_what_it_hears_gets_the_newest_alone(way: Way) -> None:
    left, right = way.relay(), way.relay()
    async with connected(left, right):
        await way.heard_by(2)
        for number in range(200):
            await left.publish(CHANNEL, str(number))
            await asyncio.sleep(0)
        await hears(right, "199")
        await left.publish(CHANNEL, "the end")
        assert [(await soon(side.next_published())).message for side in (left, right)] == ["the end"] * 2


async def test_a_line_that_is_dead_without_a_word_is_noticed_and_made_anew(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    relay = way.relay(heartbeat=0.1, patience=0.5)
    async with connected(relay):
        await way.heard_by(1)
        await hears(relay, AGAIN)
        way.freeze()
        await lost(caplog)
        way.thaw()
        await hears(relay, AGAIN)
        assert "hints between processes are back" in caplog.messages


async def test_what_is_said_on_a_line_that_is_dead_without_a_word_is_said_again_on_the_next(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    left, right = way.relay(patience=0.5), way.relay()
    async with connected(left, right):
        await way.heard_by(2)
        way.freeze()
        await left.publish(CHANNEL, "news")
        await lost(caplog)
        way.thaw()
        await hears(right, "news")


async def test_an_outage_is_reported_once(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await way.shut()
    relay = way.relay()
    async with connected(relay):
        await lost(caplog)
        await asyncio.sleep(0.5)
        await way.reopen()
        await hears(relay, AGAIN)
    assert [record.levelname for record in caplog.records if record.name.startswith("db.hints")] == ["WARNING", "INFO"]


async def test_ending_while_there_is_no_line_does_not_wait_for_one(way: Way) -> None:
    await way.shut()
    relay = way.relay()
    await relay.connect()
    await soon(relay.disconnect())
    await way.reopen()


async def test_whenever_it_is_told_to_end_it_ends(way: Way) -> None:
    for turn in range(60):
        relay = way.relay(heartbeat=0.001)
        await relay.connect()
        await hears(relay, AGAIN)
        await asyncio.sleep(turn * 0.0002)  # any moment, also in the middle of a heartbeat
        await soon(relay.disconnect())
