"""Requests wait for their turn, and nobody keeps a turn for longer than the work takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import asyncpg

from schema.serving.turnstile import AT_ONCE, WAITING, Turnstile
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket, socket
from tests.api.streams import stream
from tests.bench.requests import Connection, connect, operation
from tests.db.waiting import until
from tests.torture.clients.documents import mutation

LARGE = {"lines": ["x" * 1_000] * 200}
PHASES = " ".join(f"a{number}: phase(name: DISCOVERY) {{ output }}" for number in range(60))
MUCH = f"query($id: ID!) {{ workflow(id: $id) {{ {PHASES} }} }}"
LIST = "{ inbox(role: Q_ASSISTANT) { nodes { id } } }"


@asynccontextmanager
async def _kept_waiting(database: str) -> AsyncIterator[None]:
    """Have whoever reads workflows wait until the end of the block."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction():
            await connection.execute("lock table build_workflows in access exclusive mode")
            yield
    finally:
        await connection.close()


async def test_who_does_not_read_a_large_result_keeps_nobody_from_their_turn(client: Client, running: Running) -> None:
    workflow_id = (await bring(client))["id"]
    await client.advance(workflow_id, "Q_ASSISTANT", result=LARGE)
    running.endpoint.turnstile = Turnstile(at_once=1, patience=4.0)
    async with socket(running.url) as unread:
        await unread.subscribe("1", MUCH, id=workflow_id)
        unread.connection.transport.pause_reading()
        answers = [await client.post("{ cursor }") for _ in range(3)]
        unread.connection.transport.abort()
    assert all("cursor" in answer["data"] for answer in answers), answers


async def test_a_query_whose_answer_is_a_stream_of_events_takes_its_turn_as_others_do(
    client: Client, running: Running, database: str
) -> None:
    running.endpoint.turnstile = Turnstile(at_once=1, patience=0.5)

    async def refused() -> bool:
        answer = await client.post("{ cursor }")
        return [error["extensions"]["code"] for error in answer.get("errors", ())] == ["OVERLOADED"]

    async with asyncio.TaskGroup() as tasks, _kept_waiting(database):
        asked = tasks.create_task(_events(client))
        await until(refused)
    assert [name for name, _ in asked.result()] == ["next", "complete"]
    assert not await refused()


async def _events(client: Client) -> list[tuple[str, object]]:
    async with stream(client, LIST) as live:
        return await live.rest()


async def test_an_id_of_a_million_characters_is_not_told_again(client: Client) -> None:
    fields = " ".join(
        f"a{n}: pauseWorkflow(input: {{ workflowId: $id }}) {{ ... on WorkflowError {{ message }} }}" for n in range(50)
    )
    answer = await client.post(f"mutation($id: ID!) {{ {fields} }}", id="x" * 1_000_000)
    assert all("There is no workflow" in each["message"] for each in answer["data"].values())
    assert len(str(answer)) < 50_000


async def test_while_there_is_no_room_a_request_is_refused_unread_and_all_else_is_answered(
    client: Client, running: Running, live: Socket
) -> None:
    turnstile = running.endpoint.turnstile
    turnstile._most = turnstile._fewer = turnstile._at_once = 0
    refused = await client.http.post(running.url, json={"query": "{ cursor }"})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert "connection" not in refused.headers
    (error,) = refused.json()["errors"]
    assert error["extensions"] == {"code": "OVERLOADED"}
    assert (await client.http.get(running.url.replace("/graphql", "/health/live"))).status_code == 200
    await live.subscribe("q", "{ cursor }")
    assert await live.next("q")
    turnstile._most, turnstile._fewer, turnstile._at_once = *WAITING, AT_ONCE
    assert await client.data("{ cursor }")


async def test_nothing_is_done_for_who_has_gone_while_waiting(client: Client, running: Running, database: str) -> None:
    workflow_id = (await bring(client))["id"]
    running.endpoint.turnstile = turnstile = Turnstile(at_once=1, patience=5.0)
    before = await running.events()
    note = operation(mutation("addNote"), input={"workflowId": workflow_id, "text": "Gone."})
    async with asyncio.TaskGroup() as tasks:
        async with _kept_waiting(database):
            tasks.create_task(client.post(LIST))
            leaving = await connect(urlsplit(running.url).port or 0)
            waiting = tasks.create_task(_left(leaving, note))

            async def waits() -> bool:
                return turnstile._waiting == 1

            async def is_away() -> bool:
                return len(running.server.server_state.connections) == connections - 1

            await until(waits)
            connections = len(running.server.server_state.connections)
            leaving.drop()
            await waiting
            await until(is_away)
        assert await client.data("{ cursor }")
    assert await running.events() == before


async def _left(connection: Connection, request: bytes) -> None:
    with suppress(OSError, EOFError):
        await connection.reply(request)
