"""How often the database is asked: as often for many workflows as for one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from db.pool import Rows
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import FINDING, bring, claim
from tests.api.sockets import socket

EVERYTHING = """
query($first: Int!) { workflows(first: $first) { nodes {
  cursor progress { percent } allowedActions { action }
  phases { output startedAt finishedAt }
  phase(name: PLANNING) { output startedAt finishedAt }
  assignment { context }
  handoffs(first: 5) { nodes { cursor workflow { version cursor assignment { phase } } } }
  events(first: 3) { nodes { cursor workflow { phases { output } } } }
} } }
"""
ATTEMPT = "{ result startedAt workers finishedBy { cursor } supersededBy { notes } }"
LAZY = {
    "waitingSeconds awaitsApproval gates claim { worker leaseSeconds } origin { version }": 0,
    "claim { expiresAt heartbeatAt note percent }": 1,
    "claim { claimedAt }": 1,
    "findings(status: [OPEN, RESOLVED]) { title detail location comment raisedAt answeredAt }": 1,
    f"a: attempts(phase: DISCOVERY) {ATTEMPT} attempts(phase: IMPLEMENTATION) {ATTEMPT}": 2,
    "compareAttempts(phase: DISCOVERY, before: 1, after: 1) { changes before { result } after { startedAt } }": 2,
    "origin { workflow { version cursor } }": 2,
}
"""Fields of a workflow, and how many statements they take besides the one that reads the workflows."""
PLACES = ("DISCOVERY", "HANDOFF_TO_CODER", "TESTING", "COMPLETE")
WATCHES = {"log feed", "expiry watch", "progress feed"}


@contextmanager
def statements(running: Running) -> Iterator[list[str]]:
    """The statements that requests send meanwhile; what the server looks for by itself is not theirs."""
    found: list[str] = []
    pool = running.store.pool
    fetch = pool.fetch

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        task = asyncio.current_task()
        if task is not None and task.get_name() not in WATCHES:
            found.append(statement)

    async def noted(statement: str, *arguments: object) -> Rows:
        note(None, None, statement)
        return await fetch(statement, *arguments)

    engine = pool.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "fetch", noted)
        yield found
    event.remove(engine, "before_cursor_execute", note)


async def _ask(client: Client, running: Running, query: str, **variables: Any) -> int:
    with statements(running) as sent:
        await client.data(query, **variables)
    return len(sent)


async def _several(client: Client) -> None:
    """Workflows in all kinds of places: claimed, forked, gated, reviewed; some with work that was sent back."""
    for place in PLACES:
        await asyncio.gather(*(bring(client, place) for _ in range(3)))
    for _ in range(3):
        workflow = await bring(client, "HANDOFF_TO_CODER")
        await client.mutate("requestRetry", workflowId=workflow["id"], role="CODE_WRITER", reason="Why.")
        await bring(client, "HANDOFF_TO_CODER", "GATED")
    await claim(client, (await bring(client, "TESTING", "REVIEWED"))["id"])
    await _with_everything(client)


async def _with_everything(client: Client) -> None:
    """A fork that was sent back with a finding, and is claimed."""
    source = await bring(client, "TESTING")
    answer = await client.mutate("forkWorkflow", workflowId=source["id"], phase="TESTING")
    asked = {"workflowId": answer["workflow"]["id"], "role": "TEST_AUDITOR"}
    await client.mutate("requestRetry", **asked, reason="Not yet.", findings=[FINDING])
    await client.mutate("heartbeat", claimToken=await claim(client, asked["workflowId"]), note="On it.")


async def test_all_fields_of_several_workflows_take_as_many_statements_as_those_of_one(
    client: Client, running: Running
) -> None:
    await _several(client)
    counts = {first: await _ask(client, running, EVERYTHING, first=first) for first in (1, 2, 4)}
    assert counts[1] == counts[2] == counts[4] <= 20
    async with socket(running.url) as opened:
        with statements(running) as sent:
            await opened.subscribe("q", EVERYTHING, first=4)
            await opened.next("q")
    assert len(sent) == counts[4]


async def test_a_field_of_many_workflows_takes_as_many_statements_as_that_of_one(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for _ in range(5):
        await _with_everything(client)
    for fields, more in LAZY.items():
        with subtests.test(fields):
            query = f"query($first: Int!) {{ workflows(first: $first) {{ nodes {{ {fields} }} }} }}"
            counts = [await _ask(client, running, query, first=first) for first in (1, 4)]
            assert counts == [1 + more] * 2


async def test_an_inbox_takes_four_statements_however_many_wait(client: Client, running: Running) -> None:
    await _several(client)
    query = (
        "query($first: Int!) { inbox(role: Q_ASSISTANT, first: $first) { nodes { assignment { context } cursor } } }"
    )
    assert await _ask(client, running, query, first=20) == 4


async def test_fields_that_are_not_asked_for_cost_nothing(client: Client, running: Running) -> None:
    for _ in range(3):
        await client.start()
    plain = "query($first: Int!) { workflows(first: $first) { nodes { id state version nextRole title } } }"
    assert await _ask(client, running, plain, first=20) == 1
    assert await _ask(client, running, "{ transitions { owner } roles { title } __typename }") == 0


async def test_the_same_workflow_asked_for_many_times_is_read_once(client: Client, running: Running) -> None:
    workflow = await bring(client)
    fields = " ".join(f"a{number}: workflow(id: $id) {{ state cursor }}" for number in range(20))
    assert await _ask(client, running, f"query($id: ID!) {{ {fields} }}", id=workflow["id"]) == 2
