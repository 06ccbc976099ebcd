"""What goes wrong while many watch."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.client import Client
from tests.api.cohorts.watching import FOLLOW, joined, no_cohort, watching
from tests.api.conftest import Running, run
from tests.api.places import bring
from tests.api.sockets import socket
from tests.conftest import execute
from tests.db.proxy import Proxy
from tests.db.waiting import until

NESTED = """
subscription($after: String, $id: ID) {
  workflowEvents(after: $after, workflowId: $id) { sequence workflow { version } }
}
"""
INSERT = """
    with head as (update log_head set position = position + 1 returning position)
    insert into workflow_events
        (position, workflow_id, project_id, sequence, kind, to_state, actor, message, data, recorded_at, handoff,
         hash)
    select head.position, workflow_id, project_id, sequence + 1, '{kind}', 'DISCOVERY', 'A', 'M', '{data}', now(),
           false, ''
    from workflow_events, head order by workflow_events.position desc limit 1
"""
NOTED = INSERT.format(kind="NOTED", data="{}")
UNREADABLE = INSERT.format(kind="UNHEARD_OF", data="{}")


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[Proxy]:
    """A way to the database that can be closed."""
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        way = Proxy(database, Path(folder))
        await way.open()
        yield way
        await way.close()


async def test_an_error_in_one_event_reaches_all_and_the_next_events_follow(
    client: Client, running: Running, database: str
) -> None:
    identity = (await bring(client))["id"]
    async with watching(running, 3, NESTED, id=identity) as watchers:
        await joined(running, 3)
        await execute(database, "alter table build_workflows rename to hidden", NOTED)
        payloads = [(await watcher.receive())["payload"] for watcher in watchers]
        assert payloads[0] == payloads[1] == payloads[2]
        assert payloads[0]["data"] is None
        assert [error["extensions"]["code"] for error in payloads[0]["errors"]] == ["INTERNAL_ERROR"]
        await execute(database, "alter table hidden rename to build_workflows", NOTED)
        for watcher in watchers:
            assert (await watcher.events("s", 1))[0]["sequence"] == 3


async def test_a_replay_that_can_not_go_on_is_told_and_ends_and_the_others_go_on(client: Client, database: str) -> None:
    async with run(database) as before:
        local = Client(before.url, client.http)
        identity = (await bring(local))["id"]
    await execute(database, UNREADABLE, NOTED)
    async with run(database) as running, watching(running, 2, id=identity) as watchers:
        await joined(running, 2)
        async with socket(running.url) as live:
            await live.subscribe("s", FOLLOW, id=identity, after="START")
            message = await live.receive()
            assert message["type"] == "next"
            assert message["payload"]["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
            assert await live.receive() == {"id": "s", "type": "complete"}
        await execute(database, NOTED)
        for watcher in watchers:
            assert (await watcher.events("s", 1))[0]["sequence"] == 4


async def test_a_database_that_was_away_for_a_while_costs_nobody_an_event(
    client: Client, database: str, proxy: Proxy
) -> None:
    async with run(proxy.url) as running:
        local = Client(running.url, client.http)
        identity = (await bring(local))["id"]
        async with watching(running, 3, id=identity) as watchers:
            await joined(running, 3)
            proxy.shut()
            await proxy.cut()
            await execute(database, NOTED, NOTED)

            async def away() -> bool:
                return not running.store.feed.following

            await until(away)
            async with socket(running.url) as late:
                await late.subscribe("s", FOLLOW, id=identity)
                assert (await late.failure("s"))["extensions"] == {"code": "UNAVAILABLE"}
                await late.subscribe("t", FOLLOW, id=identity, after="START")
                await late.settle()
                await proxy.open()
                assert [event["sequence"] for event in await late.events("t", 3)] == [1, 2, 3]
            for watcher in watchers:
                assert [event["sequence"] for event in await watcher.events("s", 2)] == [2, 3]
            await joined(running, 3)
        await no_cohort(running)
