"""Every refusal that every mutation can give, over the API, with its facts."""

from typing import Any

import pytest

from domain.limits import MAX_EVENTS
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import mutations
from tests.api.places import bring
from tests.api.refusal_cases import CASES, FULL, PLAIN, START, TAKEN
from tests.conftest import execute

DURING_TROUBLE = {"UnavailableError", "OutcomeUnknownError"}
_FILL = "update build_workflows set version = {version} where id = '{id}'"
_LAST = """
with head as (update log_head set position = position + 1 returning position)
insert into workflow_events
    (position, workflow_id, project_id, sequence, kind, from_state, to_state, actor, message, data, recorded_at)
select head.position, id, project_id, version, 'NOTED', state, state, 'OPERATOR', 'The last.', '{{}}', updated_at
from build_workflows, head where version = {version}
"""


def test_the_table_has_every_refusal_of_every_mutation_that_the_rules_can_give() -> None:
    members = {(name, member.name) for name, union in mutations().items() for member in union.types[1:]}
    assert {(case.mutation, case.error) for case in CASES} == {
        pair for pair in members if pair[1] not in DURING_TROUBLE
    }


async def _places(client: Client, database: str) -> dict[tuple[str, str], dict[str, Any]]:
    """One workflow for each place; a refusal changes nothing, so that many cases may ask the same."""
    found = {place: await bring(client, *place) for place in {case.place for case in CASES} - {FULL}}
    full = await bring(client)
    await execute(database, _FILL.format(version=MAX_EVENTS, id=full["id"]), _LAST.format(version=MAX_EVENTS))
    await client.mutate("addNote", workflowId=found["DISCOVERY", "PAUSED"]["id"], text="Taken.", idempotencyKey=TAKEN)
    return {**found, FULL: {**full, "version": MAX_EVENTS}}


async def test_every_refusal_comes_with_its_facts_and_leaves_no_event(
    client: Client, running: Running, database: str, subtests: pytest.Subtests
) -> None:
    places = await _places(client, database)
    places["DISCOVERY", "PAUSED"]["version"] += 1
    events = await running.events()
    for case in CASES:
        plain = PLAIN.get(case.mutation, START)
        target = {} if case.mutation == "startWorkflow" else {"workflowId": places[case.place]["id"]}
        asked = {**target, **plain, **case.asked}
        answer = await client.mutate(case.mutation, **asked)
        with subtests.test(f"{case.mutation} {case.asked} in {case.place}"):
            assert answer["__typename"] == case.error
            assert answer == answer | case.facts
            assert answer["message"].endswith(".")
            workflow = answer.get("workflow", places[case.place])
            assert (workflow["id"], workflow["version"]) == (
                places[case.place]["id"],
                places[case.place]["version"],
            )
            assert await running.events() == events
