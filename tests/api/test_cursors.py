"""Cursors that can't be followed are refused, and say why."""

import base64
from uuid import uuid4

import pytest

from db.cursors import Cursors
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.lists import EVENTS, HANDOFFS, LISTS, WORKFLOWS, List
from tests.api.places import bring

OF_EVENTS = {EVENTS, HANDOFFS}


def _garbage(log: str) -> list[str]:
    packed = [
        f"e:{log}:x",
        f"e:{log}:-1",
        f"e:{log}:{'9' * 30}",
        f"e:{log}",
        f"e:{log}:1:2",
        f"l:{log}:1:2",
        f"l:{log}:x:{log}",
        f"l:{log}:{'9' * 18}:{log}",
        f"z:{log}:1",
        "",
        ":" * 9,
    ]
    encoded = [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in packed]
    return [*encoded, "", " ", "x", "=", "\0", "\ud800", "ä", "start", "a" * 10_000]


async def _refused(client: Client, paged: List, cursor: str, workflow_id: str) -> str:
    more = {"id": workflow_id} if paged in OF_EVENTS else {}
    query = f"query({paged.variables}) {{ {paged.field % 'nodes { id }'} }}"
    (error,) = (await client.post(query, first=1, after=cursor, **more))["errors"]
    assert error["extensions"] == {"code": "BAD_CURSOR"}
    message: str = error["message"]
    assert message.startswith("`after`: ")
    assert len(message) < 250
    return message


async def test_garbage_and_cursors_of_another_kind_are_refused_and_never_taken_for_the_start(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    workflow = await bring(client)
    place = (await WORKFLOWS.page(client, first=1))["pageInfo"]["endCursor"]
    garbage = _garbage(running.store.cursors.log_id.hex)
    for paged in LISTS:
        others = [place] if paged in OF_EVENTS else [workflow["cursor"], "START"]
        for cursor in (*garbage, *others):
            with subtests.test(f"{paged.name} {cursor[:40]!a}"):
                assert "is not a cursor of this list" in await _refused(client, paged, cursor, workflow["id"])


async def test_a_cursor_of_another_database_is_refused_as_such(client: Client, running: Running) -> None:
    workflow = await bring(client)
    ours, others = running.store.cursors, Cursors(uuid4())
    place = ours.place((await WORKFLOWS.page(client, first=1))["pageInfo"]["endCursor"])
    position = ours.position(workflow["cursor"])
    for paged in LISTS:
        cursor = others.of_position(position) if paged in OF_EVENTS else others.of_place(place)
        assert "is from another database" in await _refused(client, paged, cursor, workflow["id"])


async def test_a_history_may_be_read_from_start(client: Client) -> None:
    workflow = await bring(client, "PLANNING")
    for paged in OF_EVENTS:
        from_start = await paged.page(client, first=9, after="START", id=workflow["id"])
        assert from_start == await paged.page(client, first=9, id=workflow["id"])


async def test_a_cursor_of_an_event_is_a_place_in_every_history(client: Client) -> None:
    first, second = await bring(client), await bring(client, "PLANNING")
    page = await EVENTS.page(client, first=9, after=first["cursor"], id=second["id"])
    assert len(page["nodes"]) == second["version"]
    page = await EVENTS.page(client, first=9, after=second["cursor"], id=first["id"])
    assert page["nodes"] == []
