"""Reading one workflow, the machine and the roles."""

import pytest

from domain.machine import TABLE, outcomes_of
from domain.vocabulary import Phase, Role
from tests.api.client import Client
from tests.api.places import READ, bring

ILL_SHAPED = ("", " ", "x", "1", "\0", "\ud800", "START", "6ec57f84", "ä" * 1000, "{0}", "urn:uuid:{0}", "{{{0}}}")
UNKNOWN = "6ec57f84-0000-4000-8000-000000000000"


async def test_an_unknown_or_ill_shaped_id_names_no_workflow(client: Client, subtests: pytest.Subtests) -> None:
    known = (await bring(client))["id"]
    forms = [form.format(known.replace("-", "")) for form in ILL_SHAPED]
    for identity in (UNKNOWN, *forms):
        with subtests.test(ascii(identity)):
            assert await client.data(READ, id=identity) == {"workflow": None}
            answer = await client.mutate("addNote", workflowId=identity, text="Note.")
            assert answer["__typename"] == "WorkflowNotFoundError"


async def test_an_id_may_be_written_in_capital_letters(client: Client) -> None:
    workflow = await bring(client)
    shouted = workflow["id"].upper()
    assert (await client.data(READ, id=shouted))["workflow"] == workflow
    assert (await client.mutate("addNote", workflowId=shouted, text="Note."))["__typename"] == "AddNoteSuccess"


async def test_transitions_are_the_machine(client: Client) -> None:
    answer = await client.data("{ transitions { fromState toState outcome owner nextRole } }")
    steps = [(row.state, to, outcome, row.owner) for row in TABLE for outcome, to in outcomes_of(row.state).items()]
    fields = ("fromState", "toState", "outcome", "owner")
    assert [tuple(step[name] for name in fields) for step in answer["transitions"]] == steps
    owners = {row.state: row.owner for row in TABLE}
    assert all(step["nextRole"] == owners[step["toState"]] for step in answer["transitions"])


async def test_every_role_has_a_guide_that_names_the_states_that_it_owns(client: Client) -> None:
    fields = "{ name title states systemPrompt }"
    guides = (await client.data(f"{{ roles {fields} }}"))["roles"]
    assert [guide["name"] for guide in guides] == list(Role)
    for guide in guides:
        assert guide["title"] == Role(guide["name"]).label
        assert guide["states"] == [row.state for row in TABLE if row.owner == guide["name"]]
        assert guide["systemPrompt"].strip()
        one = await client.data(f"query($name: Role!) {{ role(name: $name) {fields} }}", name=guide["name"])
        assert one["role"] == guide


PHASES = """
query($id: ID!) { workflow(id: $id) {
  progress { completedPhases totalPhases percent }
  phases { phase attempt round maxRounds status output startedAt finishedAt }
} }
"""


async def test_phases_tell_how_far_each_has_come(client: Client) -> None:
    workflow_id = (await bring(client, "TESTING"))["id"]
    workflow = (await client.data(PHASES, id=workflow_id))["workflow"]
    phases = {phase["phase"]: phase for phase in workflow["phases"]}
    assert list(phases) == list(Phase)
    assert [phase["status"] for phase in phases.values()] == ["COMPLETED"] * 3 + ["CURRENT"] + ["WAITING"] * 2
    assert [phase["output"] for phase in phases.values()] == [{"by": name} for name in list(Phase)[:3]] + [None] * 3
    assert [phase["attempt"] for phase in phases.values()] == [1, 1, 1, 1, 0, 0]
    assert [bool(phase["startedAt"]) for phase in phases.values()] == [True] * 4 + [False] * 2
    assert [bool(phase["finishedAt"]) for phase in phases.values()] == [True] * 3 + [False] * 3
    assert workflow["progress"] == {"completedPhases": 3, "totalPhases": 6, "percent": 50}


async def test_a_phase_by_name_is_the_one_in_the_list(client: Client) -> None:
    workflow_id = (await bring(client, "HANDOFF_TO_TESTER"))["id"]
    fields = "{ phase attempt round maxRounds status output startedAt finishedAt }"
    named = " ".join(f"{phase}: phase(name: {phase}) {fields}" for phase in Phase)
    query = f"query($id: ID!) {{ workflow(id: $id) {{ phases {fields} {named} }} }}"
    workflow = (await client.data(query, id=workflow_id))["workflow"]
    assert [workflow[phase] for phase in Phase] == workflow["phases"]


async def test_allowed_actions_of_a_role_are_those_of_all_that_the_role_may_take(client: Client) -> None:
    workflow_id = (await bring(client, "TESTING"))["id"]
    fields = "{ action outcome leadsTo roles operator }"
    named = " ".join(f"{role}: allowedActions(role: {role}) {fields}" for role in Role)
    query = f"query($id: ID!) {{ workflow(id: $id) {{ all: allowedActions {fields} {named} }} }}"
    workflow = (await client.data(query, id=workflow_id))["workflow"]
    assert {"ADVANCE", "REQUEST_RETRY", "ROLLBACK", "PAUSE", "CANCEL"} <= {item["action"] for item in workflow["all"]}
    for role in Role:
        assert workflow[role] == [item for item in workflow["all"] if role in item["roles"]]


async def test_times_say_when_it_started_changed_came_to_its_state_and_was_completed(client: Client) -> None:
    query = "query($id: ID!) { workflow(id: $id) { createdAt updatedAt waitingSince completedAt } }"
    workflow_id = (await bring(client))["id"]
    started = (await client.data(query, id=workflow_id))["workflow"]
    assert started["createdAt"] == started["updatedAt"] == started["waitingSince"]
    assert started["completedAt"] is None
    await client.mutate("addNote", workflowId=workflow_id, text="Note.")
    noted = (await client.data(query, id=workflow_id))["workflow"]
    assert noted["updatedAt"] > noted["waitingSince"] == started["waitingSince"]
    await client.advance_to(workflow_id, "COMPLETE")
    done = (await client.data(query, id=workflow_id))["workflow"]
    assert done["completedAt"] == done["updatedAt"] == done["waitingSince"] > noted["updatedAt"]
    assert done["createdAt"] == started["createdAt"]
