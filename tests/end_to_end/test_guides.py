"""The five guides: their examples carry a build from start to COMPLETE, and what they say is so."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from schema.api import api
from tests.end_to_end.guides import Guide
from tests.end_to_end.players import DEADLINE, Player, post

ROLES = "{ roles { name states systemPrompt } }"
OPERATOR = Guide(
    "OPERATOR",
    (),
    """
```graphql
query Look { workflows(first: 1) { nodes { id state version cursor } } }
mutation Resume($input: ResumeWorkflowInput!) { resumeWorkflow(input: $input) { __typename } }
```
```json look
{"operationName": "Look"}
```
```json resume
{"operationName": "Resume", "variables": {"input": {"workflowId": "WORKFLOW_ID"}}}
```
""",
)
Q, C, T = "Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR"
V, R = "VERIFICATION_OVERSEER", "RELEASE_MANAGER"

PLAN = (("PLANNING", Q, "wait finish_planning"),)
TAKE = (("HANDOFF_TO_CODER", C, "wait acknowledge"),)
WRITE = (*TAKE, ("IMPLEMENTATION", C, "finish"))
MEND = (("IMPLEMENTATION", C, "wait assignment note finish"),)
TEST = (("HANDOFF_TO_TESTER", T, "wait acknowledge"), ("TESTING", T, "note finish"))
VERIFY = (("HANDOFF_TO_VERIFIER", V, "wait acknowledge"), ("VERIFICATION", V, "note finish"))
SCRIPT = (
    *((None, role, "cursor") for role in (Q, C, T, V, R)),
    (None, Q, "start"),
    ("DISCOVERY", Q, "inbox wait assignment finish_discovery"),
    ("PLANNING", Q, "send_back"),
    ("DISCOVERY", Q, "note finish_discovery"),
    ("PLANNING", Q, "pause"),
    ("PLANNING", "OPERATOR", "look resume"),
    ("PLANNING", Q, "watch finish_planning"),
    ("HANDOFF_TO_CODER", C, "inbox wait assignment send_back"),
    *PLAN,
    *TAKE,
    ("IMPLEMENTATION", Q, "note"),
    ("IMPLEMENTATION", C, "watch send_back"),
    *PLAN,
    *WRITE,
    ("HANDOFF_TO_TESTER", T, "inbox wait assignment send_back"),
    *PLAN,
    *WRITE,
    ("HANDOFF_TO_TESTER", T, "wait acknowledge"),
    ("TESTING", Q, "note"),
    ("TESTING", T, "watch fail"),
    *MEND,
    *TEST,
    ("HANDOFF_TO_VERIFIER", V, "inbox wait assignment send_back"),
    ("TESTING", T, "wait finish"),
    ("HANDOFF_TO_VERIFIER", V, "wait acknowledge"),
    ("VERIFICATION", Q, "note"),
    ("VERIFICATION", V, "watch fail"),
    *MEND,
    *TEST,
    *VERIFY,
    ("HANDOFF_TO_RELEASER", R, "inbox wait assignment send_back"),
    *MEND,
    *TEST,
    *VERIFY,
    ("HANDOFF_TO_RELEASER", R, "wait acknowledge"),
    ("DEPLOYMENT", R, "pause"),
    ("DEPLOYMENT", "OPERATOR", "look resume"),
    ("DEPLOYMENT", R, "watch note finish"),
    ("COMPLETE", Q, "build rollback"),
    *PLAN,
    *WRITE,
    *TEST,
    *VERIFY,
    ("HANDOFF_TO_RELEASER", R, "wait acknowledge"),
    ("DEPLOYMENT", R, "finish"),
)
"""In which state who plays which examples: a build with all that can come in between."""


def read(query: str) -> dict[str, Any]:
    """What the schema answers by itself, without a server and a store."""
    answer = api.execute_sync(query)
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data


def guides_in(data: dict[str, Any]) -> list[Guide]:
    return [Guide(guide["name"], tuple(guide["states"]), guide["systemPrompt"]) for guide in data["roles"]]


@pytest.fixture(scope="module")
def guides() -> list[Guide]:
    return guides_in(read(ROLES))


@pytest.fixture
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=DEADLINE) as opened:
        yield opened


def state_of_the_build(client: httpx.Client) -> str | None:
    nodes = post(client, {"query": "{ workflows { nodes { state } } }"})["data"]["workflows"]["nodes"]
    return str(nodes[0]["state"]) if nodes else None


def check(role: str, name: str, answer: dict[str, Any]) -> None:
    """A mutation must have succeeded, and what a role waits for must be its turn."""
    assert answer.get("__typename", "Success").endswith("Success"), (role, name, answer)
    if name == "wait":
        assert answer["workflow"]["nextRole"] == role
    if name == "inbox":
        assert answer["nodes"]


def test_the_examples_of_the_guides_carry_a_build_to_complete(client: httpx.Client) -> None:
    served = guides_in(post(client, {"query": ROLES})["data"])
    players = {guide.role: Player(guide, client) for guide in (*served, OPERATOR)}
    for state, role, names in SCRIPT:
        assert state_of_the_build(client) == state, (role, names)
        for name in names.split():
            check(role, name, players[role].play(name))
    assert state_of_the_build(client) == "COMPLETE"


def test_every_example_and_every_operation_of_every_guide_is_played(guides: list[Guide]) -> None:
    played = {(role, name) for _, role, names in SCRIPT for name in names.split()}
    assert played == {(guide.role, name) for guide in (*guides, OPERATOR) for name in guide.examples}
    for guide in guides:
        named = set(re.findall(r'"operationName": "(\w+)"', guide.prompt))
        assert named == {operation.name.value for operation in guide.operations() if operation.name}
        assert len(guide.blocks) == 1 + len(guide.examples)


def test_each_guide_names_the_states_that_its_role_owns_and_where_they_lead(guides: list[Guide]) -> None:
    leads: dict[tuple[str, str], str] = {}
    for step in read("{ transitions { fromState toState outcome } }")["transitions"]:
        leads[step["fromState"], step["outcome"]] = step["toState"]
    assert [guide.role for guide in guides] == [Q, C, T, V, R]
    for guide in guides:
        told = [(state, passed, failed) for state, _, passed, failed in guide.table("Your states")]
        assert told == [(state, leads[state, "PASS"], leads.get((state, "FAIL"), "-")) for state in guide.states]


def test_each_guide_explains_the_refusals_that_its_mutations_can_meet(guides: list[Guide]) -> None:
    codes = read('{ __type(name: "ErrorCode") { enumValues { name } } }')["__type"]["enumValues"]
    fields = read("{ __schema { mutationType { fields { name type { ofType { possibleTypes { name } } } } } } }")
    results = {field["name"]: field["type"]["ofType"] for field in fields["__schema"]["mutationType"]["fields"]}
    for guide in guides:
        types = {found["name"] for name in guide.mutations() for found in results[name]["possibleTypes"]}
        possible = {code_of(name) for name in types if name.endswith("Error")} - out_of_reach(guide)
        told = [code for row in guide.table("When you are refused") for code in row[0].split(", ")]
        assert sorted(told) == sorted(possible), guide.role
        assert possible <= {code["name"] for code in codes}


def code_of(type_name: str) -> str:
    return re.sub(r"(?<=.)([A-Z])", r"_\1", type_name.removesuffix("Error")).upper()


def out_of_reach(guide: Guide) -> set[str]:
    """A guide has only what its role is permitted to do; who is handed nothing has nothing to acknowledge."""
    waits = any(state.startswith("HANDOFF") for state in guide.states)
    return {"NOT_PERMITTED"} if waits else {"NOT_PERMITTED", "ACKNOWLEDGE_FIRST"}


@pytest.mark.parametrize("heading", ["The API", "Find work"])
def test_what_all_guides_share_is_said_in_the_same_words(guides: list[Guide], heading: str) -> None:
    assert len({guide.section(heading).replace(guide.role, "ROLE") for guide in guides}) == 1


def test_each_guide_forbids_what_no_role_may_do(guides: list[Guide]) -> None:
    for guide in guides:
        never = guide.section("Never")
        assert "never finish a phase that you do not own" in never
        assert "Nobody approves their own work" in never
        assert re.search(r"Never invent [^.]*test results", never)
    assert "Never write code" in guides[0].section("Never")
