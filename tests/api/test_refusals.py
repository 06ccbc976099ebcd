"""Every refusal that every mutation can give, over the API, with its facts."""

from typing import Any

import pytest

from domain.limits import MAX_EVENTS
from domain.vocabulary import WorkflowId
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import mutations
from tests.api.own_work import own
from tests.api.places import bring, claim
from tests.api.refusal_case import FOREIGN, LOST, TAKEN, UNKNOWN
from tests.api.refusal_cases import ARCHIVED, CASES, FULL
from tests.api.refusals_of_reviews import OTHER, OWN, OWN_GATED
from tests.api.requests import CLAIMED, LIVE, PLAIN, START
from tests.conftest import execute
from tests.db.archive.archiving import move

PREVIEW = (
    "query($id: ID!) { previewRollback(workflowId: $id, phase: DISCOVERY) { __typename ... on Preview { token } } }"
)
MADE = {FULL, ARCHIVED, CLAIMED, OWN, OWN_GATED}
"""Places to which `bring` alone does not bring a workflow."""
DURING_TROUBLE = {"UnavailableError", "OutcomeUnknownError"}
_FILL = "update build_workflows set version = {version} where id = '{id}'"
_LAST = """
with head as (update log_head set position = position + 1 returning position)
insert into workflow_events
    (position, workflow_id, project_id, sequence, kind, from_state, to_state, actor, message, data, recorded_at,
     handoff, hash)
select head.position, id, project_id, version, 'NOTED', state, state, 'OPERATOR', 'Last.', '{{}}', updated_at, false, ''
from build_workflows, head where version = {version}
"""


def test_the_table_has_every_refusal_of_every_mutation_that_the_rules_can_give() -> None:
    members = {(name, member.name) for name, union in mutations().items() for member in union.types[1:]}
    assert {(case.mutation, case.error) for case in CASES} == {
        pair for pair in members if pair[1] not in DURING_TROUBLE
    }


async def _places(client: Client, running: Running, database: str) -> dict[tuple[str, str], dict[str, Any]]:
    """One workflow for each place; a refusal changes nothing, so that many cases may ask the same."""
    found = {place: await bring(client, *place) for place in {case.place for case in CASES} - MADE}
    found |= {OWN: await own(client, running, OWN[0], by="TEST_AUDITOR")}
    found |= {OWN_GATED: await own(client, running, OWN_GATED[0], by="OPERATOR")}
    found |= {ARCHIVED: await _archived(client, running, database)}
    full = await bring(client, *CLAIMED)
    await execute(database, _FILL.format(version=MAX_EVENTS, id=full["id"]), _LAST.format(version=MAX_EVENTS))
    other = await bring(client)
    await client.mutate("addNote", workflowId=other["id"], text="Taken.", idempotencyKey=TAKEN)
    return {**found, FULL: {**full, "version": MAX_EVENTS}, CLAIMED: await _claimed_again(client)}


async def _archived(client: Client, running: Running, database: str) -> dict[str, Any]:
    workflow = await bring(client, "COMPLETE", "COMPLETED")
    await move(database, {workflow["id"]: workflow["version"]})
    return {**workflow, "claimToken": running.store.tokens.write(WorkflowId(workflow["id"]), 2)}


async def _claimed_again(client: Client) -> dict[str, Any]:
    workflow = await bring(client, *CLAIMED)
    await client.mutate("releaseClaim", claimToken=workflow["claimToken"])
    token = await claim(client, workflow["id"], worker="One")
    return {**workflow, "version": 4, "claimToken": token, "lostToken": workflow["claimToken"]}


async def _tokens(client: Client, running: Running, place: dict[str, Any]) -> dict[str, str]:
    """The tokens for which names stand in the table."""
    named = {LIVE: place.get("claimToken"), LOST: place.get("lostToken")}
    shown = (await client.data(PREVIEW, id=place["id"]))["previewRollback"]
    return {**named, OTHER: shown.get("token"), FOREIGN: running.store.tokens.write(WorkflowId(UNKNOWN), 2)}


async def test_every_refusal_comes_with_its_facts_and_leaves_no_event(
    client: Client, running: Running, database: str, subtests: pytest.Subtests
) -> None:
    places = await _places(client, running, database)
    tokens = {place: await _tokens(client, running, workflow) for place, workflow in places.items()}
    events = await running.events()
    for case in CASES:
        plain = PLAIN.get(case.mutation, START)
        target = {} if case.mutation == "startWorkflow" else {"workflowId": places[case.place]["id"]}
        asked = {**target, **plain, **case.asked}
        asked |= {name: tokens[case.place].get(asked[name], asked[name]) for name in asked if "Token" in name}
        answer = await client.mutate(case.mutation, **asked)
        with subtests.test(f"{case.mutation} {case.asked} in {case.place}"):
            assert answer["__typename"] == case.error
            assert answer == answer | case.facts_of(places[case.place]["id"])
            assert answer["message"].endswith(".")
            workflow = answer.get("workflow", places[case.place])
            assert (workflow["id"], workflow["version"]) == (
                places[case.place]["id"],
                places[case.place]["version"],
            )
            assert await running.events() == events
