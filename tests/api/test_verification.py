"""Verifying a workflow over the API, and what events say of their hash and of the role they were done as."""

from typing import Any
from uuid import uuid4

from tests.api.client import Client
from tests.api.places import bring
from tests.conftest import execute

VERIFY = """
query($id: ID!) {
  verifyWorkflow(id: $id) { valid events hash problem { sequence field expected found message } }
}
"""
EVENTS = "query($id: ID!) { workflow(id: $id) { events(first: 100) { nodes { hash actor actorRole } } } }"
NOTE = """
mutation($id: ID!) {
  addNote(input: {workflowId: $id, text: "So.", idempotencyKey: "k"}) {
    ... on AddNoteSuccess { event { hash actorRole } replayed }
  }
}
"""
UNGUARDED = "set session_replication_role = replica"


async def _verify(client: Client, identity: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await client.data(VERIFY, id=identity))["verifyWorkflow"]
    return found


async def _events(client: Client, identity: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(EVENTS, id=identity))["workflow"]["events"]["nodes"]
    return found


async def test_a_history_that_nobody_changed_is_valid_and_ends_with_the_hash_of_its_last_event(client: Client) -> None:
    identity = (await bring(client, "TESTING"))["id"]
    events = await _events(client, identity)
    expected = {"valid": True, "events": len(events), "hash": events[-1]["hash"], "problem": None}
    assert await _verify(client, identity.upper()) == expected
    assert len({event["hash"] for event in events}) == len(events)
    assert {len(bytes.fromhex(event["hash"])) for event in events} == {32}


async def test_a_mutation_answers_with_the_hash_that_is_kept(client: Client) -> None:
    identity = (await bring(client))["id"]
    first, again = [(await client.data(NOTE, id=identity))["addNote"] for _ in range(2)]
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["event"] == again["event"]
    assert first["event"]["hash"] == (await _events(client, identity))[-1]["hash"]
    assert first["event"]["actorRole"] is None


async def test_events_tell_the_role_that_they_were_done_as(client: Client) -> None:
    events = await _events(client, (await bring(client, "TESTING"))["id"])
    assert [event["actorRole"] for event in events if event["actor"] == "OPERATOR"] == [None]
    roles = [event["actorRole"] for event in events if event["actor"] != "OPERATOR"]
    assert roles == [event["actor"] for event in events if event["actor"] != "OPERATOR"]
    assert len(set(roles)) == 3


async def test_what_was_changed_is_named(client: Client, database: str) -> None:
    identity = (await bring(client, "TESTING"))["id"]
    hashes = [event["hash"] for event in await _events(client, identity)]
    change = f"update workflow_events set notes = 'No.' where workflow_id = '{identity}' and sequence = 3"
    await execute(database, UNGUARDED, change)
    found = await _verify(client, identity)
    assert found is not None
    assert (found["valid"], found["events"], found["hash"]) == (False, 2, hashes[1])
    problem = found["problem"]
    assert (problem["sequence"], problem["field"], problem["found"]) == (3, "hash", hashes[2])
    assert problem["expected"] in problem["message"]


async def test_a_workflow_that_can_not_be_read_any_more_is_found_not_valid(client: Client, database: str) -> None:
    identity = (await bring(client))["id"]
    await execute(database, "update build_workflows set state = 'NOWHERE'")
    found = await _verify(client, identity)
    assert found is not None
    assert (found["valid"], found["events"], found["problem"]["sequence"]) == (False, 1, None)
    assert "NOWHERE" in found["problem"]["message"]


async def test_an_event_that_is_not_there_leaves_no_hash(client: Client, database: str) -> None:
    identity = (await bring(client))["id"]
    await execute(database, UNGUARDED, "delete from workflow_events")
    found = await _verify(client, identity)
    assert found is not None
    assert (found["events"], found["hash"], found["problem"]["sequence"]) == (0, None, 1)


async def test_a_workflow_that_there_is_not_has_no_verification(client: Client) -> None:
    for identity in (str(uuid4()), "nobody"):
        assert await _verify(client, identity) is None
