"""Bugs: the client sees an id, and the log has the rest under it."""

import json
import logging
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import READ, bring
from tests.api.sockets import socket
from tests.api.streams import stream
from tests.conftest import execute

BREAK = "alter table build_workflows rename column version to condition"
SECRETS = ("select", "build_workflows", "condition", "sqlalchemy", "asyncpg", ".py", "/", "Traceback")
FOLLOW = 'subscription { workflowEvents(after: "START") { sequence workflow { state } } }'


def _masked(error: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """The error tells an id and nothing else, and the log has the bug under that id."""
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    identity = error["extensions"]["id"]
    assert error["message"] == (
        f"Something went wrong on our side, and was logged as {identity}. The request may be tried again."
    )
    assert [word for word in SECRETS if word.lower() in json.dumps(error).lower()] == []
    (record,) = (record for record in caplog.records if identity in record.getMessage())
    assert (record.levelno, record.name) == (logging.ERROR, "handoff.errors")
    assert record.exc_info is not None


async def test_a_bug_in_a_query_is_masked_and_logged(
    client: Client, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    await execute(database, BREAK)
    answer = await client.post("{ workflows { nodes { id } } transitions { owner } }")
    (error,) = answer["errors"]
    assert error["path"] == ["workflows"]
    _masked(error, caplog)


async def test_a_bug_in_a_mutation_is_masked_and_logged_and_changes_nothing(
    client: Client, running: Running, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    workflow = await bring(client)
    await execute(database, BREAK)
    query = 'mutation($id: ID!) { addNote(input: {workflowId: $id, text: "N"}) { __typename } }'
    (error,) = (await client.post(query, id=workflow["id"]))["errors"]
    _masked(error, caplog)
    assert await running.events() == 1


async def test_a_bug_in_one_field_leaves_the_others(
    client: Client, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    await execute(database, "alter table log_head rename column position to place")
    answer = await client.post("{ cursor }")
    assert answer["data"] is None
    _masked(answer["errors"][0], caplog)
    answer = await client.post("query($id: ID!) { workflow(id: $id) { id } transitions { outcome } }", id="x")
    assert answer["data"]["transitions"]


async def test_a_bug_under_an_event_is_masked_and_the_subscription_goes_on(
    client: Client, running: Running, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    await bring(client, "PLANNING")
    await execute(database, BREAK)
    async with socket(running.url) as live:
        await live.subscribe("s", FOLLOW)
        for _ in range(2):
            message = await live.receive()
            assert message["type"] == "next"
            _masked(message["payload"]["errors"][0], caplog)
        await execute(database, "alter table build_workflows rename column condition to version")
        await client.start()
        assert (await live.next("s"))["workflowEvents"]["workflow"] == {"state": "DISCOVERY"}


async def test_a_bug_in_a_stream_is_masked_too(client: Client, database: str, caplog: pytest.LogCaptureFixture) -> None:
    await bring(client)
    await execute(database, BREAK)
    async with stream(client, FOLLOW) as live:
        name, result = await live.event()
        assert name == "next"
        _masked(result["errors"][0], caplog)


async def test_each_bug_has_an_id_of_its_own(client: Client, database: str) -> None:
    identity = (await bring(client))["id"]
    await execute(database, BREAK)
    answers = [await client.post(READ, id=identity) for _ in range(3)]
    assert len({answer["errors"][0]["extensions"]["id"] for answer in answers}) == 3
