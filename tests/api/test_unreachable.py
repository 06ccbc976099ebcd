"""The database can't be reached: it is said so, and nothing more than a line is logged."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.places import bring
from tests.api.sockets import socket
from tests.db.proxy import Proxy
from tests.db.waiting import until

FOLLOW = 'subscription { workflowEvents(after: "START") { sequence } }'


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[Proxy]:
    """A way to the database that can be closed."""
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        way = Proxy(database, Path(folder))
        await way.open()
        yield way
        await way.close()


@pytest.fixture
async def running(proxy: Proxy) -> AsyncIterator[Running]:
    """The application, with that way to the database."""
    async with run(proxy.url) as served:
        yield served


async def test_a_query_says_unavailable_and_that_trying_again_helps(
    client: Client, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    await proxy.close()
    for query in ("{ cursor }", "{ workflows { nodes { id } } }"):
        (error,) = (await client.post(query))["errors"]
        assert error["extensions"] == {"code": "UNAVAILABLE"}
        assert "Send the same request again in a few seconds." in error["message"]
    assert await client.data("{ transitions { outcome } }")
    assert [record for record in caplog.records if record.exc_info] == []
    await proxy.open()
    assert await client.data("{ cursor }")


async def test_a_mutation_is_answered_with_unavailable_once_its_patience_is_over(
    client: Client, running: Running, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    workflow = await bring(client)
    running.store.writer._patience = 0.3
    await proxy.close()
    answer = await client.mutate("addNote", workflowId=workflow["id"], text="Note.")
    assert (answer["__typename"], answer["code"]) == ("UnavailableError", "UNAVAILABLE")
    assert answer["retryAfterSeconds"] > 0
    await proxy.open()
    running.store.writer._patience = 10
    answer = await client.mutate("addNote", workflowId=workflow["id"], text="Note.")
    assert (answer["__typename"], answer["event"]["sequence"]) == ("AddNoteSuccess", 2)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_whatever_reads_before_it_is_carried_out_is_answered_with_unavailable_too(
    client: Client, running: Running, proxy: Proxy
) -> None:
    workflow, claimed = await bring(client), await bring(client, "DISCOVERY", "CLAIMED")
    token = {"claimToken": claimed["claimToken"]}
    requests: list[tuple[str, dict[str, Any]]] = [
        ("claimWork", {"role": "Q_ASSISTANT"}),
        ("claimWork", {"role": "Q_ASSISTANT", "idempotencyKey": "one key"}),
        ("claimWork", {"role": "Q_ASSISTANT", "workflowId": workflow["id"], "projectId": "p"}),
        ("forkWorkflow", {"workflowId": workflow["id"], "phase": "DISCOVERY"}),
        ("heartbeat", token),
        ("releaseClaim", token),
    ]
    running.store.writer._patience = 0.3
    await proxy.close()
    for mutation, asked in requests:
        answer = await client.mutate(mutation, **asked)
        assert (answer["__typename"], answer["code"]) == ("UnavailableError", "UNAVAILABLE")
    await proxy.open()
    running.store.writer._patience = 10
    for mutation, asked in requests[-2:]:
        assert (await client.mutate(mutation, **asked))["__typename"].endswith("Success")


async def test_a_subscription_waits_and_goes_on_without_a_gap(client: Client, running: Running, proxy: Proxy) -> None:
    workflow = await bring(client)
    async with socket(running.url) as live:
        await live.subscribe("s", FOLLOW)
        assert (await live.next("s"))["workflowEvents"] == {"sequence": 1}
        await proxy.close()
        await until(lambda: _following(running, expected=False))
        await proxy.open()
        for sequence in (2, 3):
            await client.mutate("addNote", workflowId=workflow["id"], text="Note.")
            assert (await live.next("s"))["workflowEvents"] == {"sequence": sequence}


async def _following(running: Running, *, expected: bool) -> bool:
    return running.store.feed.following is expected
