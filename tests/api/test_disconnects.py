"""Clients that go away: nothing of theirs stays."""

import asyncio

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import socket
from tests.api.streams import stream
from tests.db.waiting import until

FOLLOW = 'subscription { workflowEvents(after: "START") { sequence } }'


async def _no_more_tasks_than(count: int) -> None:
    async def settled() -> bool:
        return len(asyncio.all_tasks()) <= count

    await until(settled)


async def test_a_stream_whose_client_has_gone_ends_with_all_that_served_it(client: Client) -> None:
    await bring(client)
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with stream(client, FOLLOW) as live:
            await live.next()
    await _no_more_tasks_than(before)


async def test_a_websocket_whose_client_has_gone_ends_with_all_that_served_it(client: Client, running: Running) -> None:
    await bring(client)
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with socket(running.url) as live:
            for number in range(3):
                await live.subscribe(str(number), FOLLOW)
                await live.next(str(number))
    await _no_more_tasks_than(before)


async def test_a_completed_subscription_ends_with_all_that_served_it(client: Client, running: Running) -> None:
    await bring(client)
    async with socket(running.url) as live:
        before = len(asyncio.all_tasks())
        for number in range(5):
            await live.subscribe(str(number), FOLLOW)
            await live.next(str(number))
            await live.complete(str(number))
        await _no_more_tasks_than(before)


async def test_a_client_that_goes_while_its_operations_are_answered_is_no_error_of_the_server(
    client: Client, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await bring(client)
    before = len(asyncio.all_tasks())
    for _ in range(10):
        async with socket(running.url) as live:
            for number in range(40):
                await live.subscribe(str(number), "{ nothing }" if number % 2 else "{ cursor }")
            await live.receive()
            live.connection.transport.abort()
    await _no_more_tasks_than(before)
    assert await client.data("{ cursor }")
    assert [record for record in caplog.records if record.exc_info] == []
