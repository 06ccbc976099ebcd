"""The filters of the subscriptions, held against the same in Python, over what was and what comes."""

import json
from itertools import product
from typing import Any

from domain.vocabulary import Role
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim
from tests.api.sockets import Socket, socket

Event = dict[str, Any]
FIELDS = "{ id kind fromRole toRole workflow { id projectId } }"
HANDED_BACK = {"RESUMED", "CLAIM_RELEASED", "CLAIM_EXPIRED", "CLAIM_REVOKED"}
"""Handoffs by which the work falls back to the role that had it."""
DOCUMENTS = {
    "workflowEvents": "subscription($workflowId: ID, $projectId: ID) { found: workflowEvents("
    f'workflowId: $workflowId, projectId: $projectId, after: "START") {FIELDS} }}',
    "handoffs": "subscription($workflowId: ID, $projectId: ID, $toRole: Role) { found: handoffs("
    f'workflowId: $workflowId, projectId: $projectId, toRole: $toRole, after: "START") {FIELDS} }}',
}


def _matches(event: Event, name: str, wanted: dict[str, str | None]) -> bool:
    return (
        (wanted["workflowId"] or event["workflow"]["id"]).lower() == event["workflow"]["id"]
        and wanted["projectId"] in {None, event["workflow"]["projectId"]}
        and wanted.get("toRole") in {None, event["toRole"]}
        and (name == "workflowEvents" or event["fromRole"] != event["toRole"] or event["kind"] in HANDED_BACK)
    )


def _wanted(workflow_id: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every combination of filters, for each subscription."""
    places = tuple(product((None, workflow_id, workflow_id.upper()), (None, "p", "q", "nobody's")))
    plain = [("workflowEvents", {"workflowId": one, "projectId": project}) for one, project in places]
    with_role = product(places, (None, *Role))
    roles = [
        ("handoffs", {"workflowId": one, "projectId": project, "toRole": role}) for (one, project), role in with_role
    ]
    return [*plain, *roles]


async def _collect(live: Socket, expected: int) -> dict[str, list[Event]]:
    """The events of all subscriptions, by identity; no more than expected may come."""
    found: dict[str, list[Event]] = {}
    for _ in range(expected):
        message = await live.receive()
        assert message["type"] == "next", message
        found.setdefault(message["id"], []).append(message["payload"]["data"]["found"])
    await live.settle()
    return found


async def test_each_combination_of_filters_delivers_what_matches_of_the_past_and_of_what_happens(
    client: Client, running: Running
) -> None:
    first = await bring(client, "TESTING")
    await bring(client, "HANDOFF_TO_CODER", projectId="q")
    wanted = _wanted(first["id"])
    async with socket(running.url) as live:
        for name, filters in wanted:
            await live.subscribe(json.dumps([name, filters]), DOCUMENTS[name], **filters)
        await client.mutate("rollbackWorkflow", workflowId=first["id"], phase="PLANNING", reason="Why.")
        await client.mutate("releaseClaim", claimToken=await claim(client, first["id"]))
        await client.advance_to(first["id"], "COMPLETE")
        await bring(client, "COMPLETE", projectId="q")
        everything = await _everything(running)
        expected = {
            json.dumps([name, filters]): [event for event in everything if _matches(event, name, filters)]
            for name, filters in wanted
        }
        found = await _collect(live, sum(map(len, expected.values())))
    assert {key: found.get(key, []) for key in expected} == expected


async def _everything(running: Running) -> list[Event]:
    async with socket(running.url) as live:
        await live.subscribe("all", DOCUMENTS["workflowEvents"])
        return [(await live.next("all"))["found"] for _ in range(await running.events())]
