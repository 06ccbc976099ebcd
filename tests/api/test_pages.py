"""Lists in pages: their order, and that walking through them meets everything once."""

import asyncio
from itertools import product
from typing import Any

from domain.limits import MAX_NAME
from tests.api.client import Client
from tests.api.lists import EVENTS, HANDOFFS, INBOX, LISTS, WORKFLOWS
from tests.api.places import bring, claim

COUNT = 7
SIZES = range(1, COUNT + 2)
HISTORY = "query($id: ID!) { workflow(id: $id) { events(first: 100) { nodes { id sequence kind fromRole toRole } } } }"


async def start_several(client: Client, count: int = COUNT) -> list[str]:
    """Start workflows, some at the same instant; gives their ids in the order of the list, the oldest first."""
    await asyncio.gather(*(client.start(buildId=f"b{number}") for number in range(count)))
    query = "{ workflows(first: 100) { nodes { id createdAt } } }"
    nodes = (await client.data(query))["workflows"]["nodes"]
    keys = [(node["createdAt"], node["id"]) for node in nodes]
    assert keys == sorted(keys, reverse=True)
    return [identity for _, identity in reversed(keys)]


async def test_workflows_come_newest_first_and_each_once_in_pages_of_any_size(client: Client) -> None:
    oldest_first = await start_several(client)
    for size in SIZES:
        assert await WORKFLOWS.walk(client, size) == oldest_first[::-1]


async def test_workflows_that_start_meanwhile_do_not_disturb_a_walk(client: Client) -> None:
    await start_several(client)
    for size in SIZES:
        before = await WORKFLOWS.walk(client, 100)
        assert await WORKFLOWS.walk(client, size, between=client.start) == before


async def test_the_inbox_has_the_longest_wait_first_and_each_once_in_pages_of_any_size(client: Client) -> None:
    oldest_first = await start_several(client)
    moved = oldest_first.pop(2)
    await client.advance(moved, "Q_ASSISTANT", result={"a": 1})
    await bring(client, "HANDOFF_TO_CODER")
    await bring(client, standing="PAUSED")
    for size in SIZES:
        assert await INBOX.walk(client, size) == [*oldest_first, moved]


async def test_work_that_arrives_meanwhile_comes_at_the_end_of_the_inbox(client: Client) -> None:
    oldest_first = await start_several(client)
    for size in SIZES:
        found = await INBOX.walk(client, size + 1, between=client.start)
        assert found[:COUNT] == oldest_first
        assert len(found) == len(set(found))


async def test_an_inbox_may_be_of_one_project(client: Client) -> None:
    await start_several(client)
    other = (await client.start(projectId="q"))["workflow"]["id"]
    assert await INBOX.walk(client, 2, projectId="q") == [other]
    assert len(await INBOX.walk(client, 2, projectId="p")) == COUNT
    assert await INBOX.walk(client, 2, projectId="nobody's") == []


async def _history(client: Client) -> tuple[str, dict[str, list[str]]]:
    """A workflow that went to and fro, and the ids of its events by list."""
    workflow = await bring(client, "TESTING")
    await client.mutate("rollbackWorkflow", workflowId=workflow["id"], phase="PLANNING", reason="Why.")
    await client.advance_to(workflow["id"], "IMPLEMENTATION")
    await client.mutate("releaseClaim", claimToken=await claim(client, workflow["id"]))
    await client.mutate("pauseWorkflow", workflowId=workflow["id"])
    await client.mutate("resumeWorkflow", workflowId=workflow["id"])
    events = (await client.data(HISTORY, id=workflow["id"]))["workflow"]["events"]["nodes"]
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    passed = [
        event["id"]
        for event in events
        if event["fromRole"] != event["toRole"] or event["kind"] in {"CLAIM_RELEASED", "RESUMED"}
    ]
    return workflow["id"], {"events": [event["id"] for event in events], "handoffs": passed}


async def test_the_history_comes_oldest_first_and_each_event_once_in_pages_of_any_size(client: Client) -> None:
    workflow_id, ids = await _history(client)
    await bring(client, "PLANNING")
    assert 0 < len(ids["handoffs"]) < len(ids["events"])
    for history in (EVENTS, HANDOFFS):
        for size in range(1, len(ids["events"]) + 2):
            assert await history.walk(client, size, id=workflow_id) == ids[history.name]


async def test_what_happens_meanwhile_comes_at_the_end_of_the_history(client: Client) -> None:
    workflow_id, ids = await _history(client)

    async def note() -> None:
        await client.mutate("addNote", workflowId=workflow_id, text="Note.")

    for size in (2, 3):
        found = await EVENTS.walk(client, size, between=note, id=workflow_id)
        assert found[: len(ids["events"])] == ids["events"]
        assert len(found) == len(set(found))


async def test_a_page_has_twenty_items_unless_asked_otherwise_and_a_hundred_at_most(client: Client) -> None:
    await start_several(client, 103)
    workflow_id = (await client.start())["workflow"]["id"]
    notes = " ".join(f'n{n}: addNote(input: {{workflowId: $id, text: "N"}}) {{ __typename }}' for n in range(103))
    await client.data(f"mutation($id: ID!) {{ {notes} }}", id=workflow_id)
    default = await client.data(
        "query($id: ID!) { workflows { nodes { id } } inbox(role: Q_ASSISTANT) { nodes { id } } "
        "workflow(id: $id) { events { nodes { id } } } }",
        id=workflow_id,
    )
    pages = (default["workflows"], default["inbox"], default["workflow"]["events"])
    assert [len(page["nodes"]) for page in pages] == [20, 20, 20]
    for paged in (WORKFLOWS, INBOX, EVENTS):
        more: dict[str, Any] = {"id": workflow_id} if paged is EVENTS else {}
        page = await paged.page(client, first=1000, after=None, **more)
        assert len(page["nodes"]) == 100
        assert page["pageInfo"]["hasNextPage"]


async def test_pages_of_less_than_one_item_are_refused(client: Client) -> None:
    workflow_id = (await bring(client))["id"]
    for paged, first in product(LISTS, (0, -1, -(2**31))):
        more = {"id": workflow_id} if paged in {EVENTS, HANDOFFS} else {}
        query = f"query({paged.variables}) {{ {paged.field % 'nodes { id }'} }}"
        answer = await client.post(query, first=first, **more)
        (error,) = answer["errors"]
        assert error["message"] == f"`first`: expected a number from 1 to 100, received {first}."
        assert error["extensions"] == {"code": "BAD_PAGE_SIZE"}


async def test_an_empty_list_has_no_cursor_and_no_next_page(client: Client) -> None:
    for paged in (WORKFLOWS, INBOX):
        page = await paged.page(client, first=5)
        assert page == {"edges": [], "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def test_a_walk_may_begin_after_any_item(client: Client) -> None:
    newest_first = (await start_several(client))[::-1]
    page = await WORKFLOWS.page(client, first=COUNT)
    for place, edge in enumerate(page["edges"], start=1):
        rest = await WORKFLOWS.page(client, first=COUNT, after=edge["cursor"])
        assert [node["id"] for node in rest["nodes"]] == newest_first[place:]


async def test_the_longest_names_are_found_by_their_filter(client: Client) -> None:
    longest = "ü" * MAX_NAME
    workflow_id = (await client.start(projectId=longest))["workflow"]["id"]
    await client.start()
    assert await WORKFLOWS.walk(client, 5, filter={"projectId": longest}) == [workflow_id]
