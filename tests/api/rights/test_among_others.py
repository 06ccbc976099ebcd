"""One finds one's own among what belongs to others, and takes nothing of theirs."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.api.claiming import inbox, take
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.rights.people import ROLES, THEIRS, Person, speaking
from tests.api.rights.targets import foreign

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """query($after: String, $filter: WorkflowFilter) { workflows(first: 2, after: $after, filter: $filter) {
  nodes { id projectId } pageInfo { hasNextPage endCursor } } }"""
EVENTS = """query($id: ID!, $after: String) { workflow(id: $id) { events(after: $after, first: 100) {
  nodes { sequence cursor workflow { id } } } } }"""
ORIGIN = "query($id: ID!) { workflow(id: $id) { origin { workflowId workflow { id projectId } } } }"


@pytest.fixture
def mine() -> str:
    """A project of this test."""
    return f"mine-{uuid4()}"


@pytest_asyncio.fixture(loop_scope="module")
async def alice(guarded: Running, mine: str) -> AsyncIterator[Client]:
    """Somebody with all rights in that project only."""
    async with speaking(guarded, Person(ROLES, (mine, f"{mine}-too"), operator=True)) as client:
        yield client


async def pages(client: Client, **more: Any) -> list[dict[str, Any]]:
    """All pages of the list."""
    found = [(await client.data(PAGE, **more))["workflows"]]
    while found[-1]["pageInfo"]["hasNextPage"]:
        found.append((await client.data(PAGE, **{**more, "after": found[-1]["pageInfo"]["endCursor"]}))["workflows"])
    return found


async def test_lists_have_only_ones_own_and_end_where_these_end(admin: Client, alice: Client, mine: str) -> None:
    own = []
    for _ in range(4):
        await bring(admin, projectId=THEIRS)
        own.append((await bring(admin, projectId=mine))["id"])
        await bring(admin, projectId=THEIRS)
    found = await pages(alice)
    assert [len(page["nodes"]) for page in found] == [2, 2]
    assert [node["id"] for page in found for node in page["nodes"]] == own[::-1]
    assert await inbox(alice) == await inbox(alice, project_id=mine) == own
    assert await inbox(alice, project_id=THEIRS) == []
    (none,) = await pages(alice, filter={"projectId": THEIRS})
    assert none == {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def test_the_oldest_work_is_ones_own(admin: Client, alice: Client, mine: str) -> None:
    other = await bring(admin, projectId=THEIRS)
    own = [(await bring(admin, projectId=mine))["id"] for _ in range(2)]
    assert (await take(alice))["workflow"]["id"] == own[0]
    assert (await take(alice, projectId=THEIRS))["code"] == "NOTHING_WAITING"
    assert (await take(alice, projectId=mine))["workflow"]["id"] == own[1]
    assert (await take(alice))["code"] == "NOTHING_WAITING"
    assert other["id"] in await inbox(admin)


async def test_a_key_of_another_project_is_a_new_one_here(
    guarded: Running, admin: Client, alice: Client, mine: str
) -> None:
    target = await foreign(guarded, admin, standing="ACTIVE")
    own = await bring(admin, projectId=mine)
    asked = {"workflowId": own["id"], "text": "Mine.", "idempotencyKey": target.key}
    noted = await alice.mutate("addNote", **asked)
    assert (noted["replayed"], noted["workflow"]["id"]) == (False, own["id"])
    assert (await alice.mutate("addNote", **asked))["replayed"] is True
    start = {
        "projectId": f"{mine}-too",
        "buildId": "b",
        "title": "T",
        "requirements": "R",
        "idempotencyKey": target.key,
    }
    assert (await alice.mutate("startWorkflow", **start))["replayed"] is False


async def test_a_key_that_claimed_in_another_project_claims_ones_own(admin: Client, alice: Client, mine: str) -> None:
    await bring(admin, projectId=THEIRS)
    key = f"key-{uuid4()}"
    taken = await take(admin, projectId=THEIRS, idempotencyKey=key)
    assert (await take(alice, idempotencyKey=key))["code"] == "NOTHING_WAITING"
    own = await bring(admin, projectId=mine)
    claimed = await take(alice, idempotencyKey=key)
    assert (claimed["workflow"]["id"], claimed["replayed"]) == (own["id"], False)
    again = await take(alice, idempotencyKey=key)
    assert (again["claim"]["token"], again["replayed"]) == (claimed["claim"]["token"], True)
    assert claimed["claim"]["token"] != taken["claim"]["token"]


async def test_the_cursor_of_anothers_event_is_a_place_like_any_other(
    admin: Client, alice: Client, guarded: Running, mine: str
) -> None:
    own = await bring(admin, "PLANNING", projectId=mine)
    between = await foreign(guarded, admin)
    await admin.mutate("addNote", workflowId=own["id"], text="Later.")
    nodes = (await alice.data(EVENTS, id=own["id"]))["workflow"]["events"]["nodes"]
    after = (await alice.data(EVENTS, id=own["id"], after=between.event))["workflow"]["events"]["nodes"]
    assert (
        after
        == nodes[-1:]
        == (await alice.data(EVENTS, id=own["id"], after=nodes[-2]["cursor"]))["workflow"]["events"]["nodes"]
    )
    assert {node["workflow"]["id"] for node in nodes} == {own["id"]}


async def test_a_fork_shows_its_source_to_whoever_may_see_both(admin: Client, alice: Client, mine: str) -> None:
    own = await bring(admin, "PLANNING", projectId=mine)
    fork = await alice.mutate("forkWorkflow", workflowId=own["id"], phase="PLANNING")
    found = (await alice.data(ORIGIN, id=fork["workflow"]["id"]))["workflow"]["origin"]
    assert found == {"workflowId": own["id"], "workflow": {"id": own["id"], "projectId": mine}}
