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
mutation Revoke($input: RevokeClaimInput!) { revokeClaim(input: $input) { __typename } }
```
```json look
{"operationName": "Look"}
```
```json resume
{"operationName": "Resume", "variables": {"input": {"workflowId": "WORKFLOW_ID"}}}
```
```json revoke
{"operationName": "Revoke", "variables": {"input": {"workflowId": "WORKFLOW_ID"}}}
```
""",
)
Q, C, T = "Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR"
V, R = "VERIFICATION_OVERSEER", "RELEASE_MANAGER"

PLAN = (("PLANNING", Q, "wait claim finish_planning cursor"),)
TAKE = (("HANDOFF_TO_CODER", C, "wait claim"),)
WRITE = (*TAKE, ("IMPLEMENTATION", C, "finish cursor"))
REWRITE = (("IMPLEMENTATION", C, "wait claim finish cursor"),)
APPROVE = (("HANDOFF_TO_TESTER", Q, "wait approve cursor"),)
TEST = (*APPROVE, ("HANDOFF_TO_TESTER", T, "wait claim"), ("TESTING", T, "finish cursor"))
VERIFY = (("HANDOFF_TO_VERIFIER", V, "wait claim"), ("VERIFICATION", V, "finish cursor"))
RELEASE = (("HANDOFF_TO_RELEASER", R, "wait claim"), ("DEPLOYMENT", R, "finish cursor"))
SCRIPT = (
    *((None, role, "cursor") for role in (Q, C, T, V, R)),
    (None, Q, "start"),
    ("DISCOVERY", Q, "wait inbox assignment explain claim claim:NOTHING_WAITING beat:CONTINUE note finish_discovery"),
    ("PLANNING", Q, "claim pause"),
    ("PLANNING", "OPERATOR", "look resume"),
    ("PLANNING", Q, "watch beat:CONTINUE release claim finish_planning cursor"),
    ("HANDOFF_TO_CODER", C, "inbox wait claim"),
    ("IMPLEMENTATION", C, "beat:CONTINUE assignment explain cursor"),
    ("IMPLEMENTATION", "OPERATOR", "look revoke"),
    ("IMPLEMENTATION", C, "beat:SUPERSEDED finish:CLAIM_LOST wait claim cursor release wait claim send_back cursor"),
    *PLAN,
    *TAKE,
    ("IMPLEMENTATION", C, "finish:OPEN_FINDINGS answer cursor"),
    ("HANDOFF_TO_TESTER", T, "claim:NOTHING_WAITING"),
    ("HANDOFF_TO_TESTER", Q, "inbox wait assignment reject cursor"),
    ("IMPLEMENTATION", C, "wait claim answer cursor"),
    *APPROVE,
    ("HANDOFF_TO_TESTER", T, "inbox wait claim"),
    ("TESTING", Q, "note"),
    ("TESTING", T, "finish:STALE_VERSION beat:CONTINUE assignment explain send_back cursor"),
    *PLAN,
    *WRITE,
    *APPROVE,
    ("HANDOFF_TO_TESTER", T, "wait claim"),
    ("TESTING", T, "finish:OPEN_FINDINGS cursor release wait claim fail cursor"),
    ("IMPLEMENTATION", C, "wait claim note answer cursor"),
    *APPROVE,
    ("HANDOFF_TO_TESTER", T, "wait claim"),
    ("TESTING", T, "note answer cursor"),
    ("HANDOFF_TO_VERIFIER", V, "inbox wait claim"),
    ("VERIFICATION", V, "beat:CONTINUE assignment explain send_back cursor"),
    ("TESTING", T, "wait claim answer cursor"),
    ("HANDOFF_TO_VERIFIER", V, "wait claim"),
    ("VERIFICATION", V, "release claim fail cursor"),
    *REWRITE,
    *TEST,
    ("HANDOFF_TO_VERIFIER", V, "wait claim"),
    ("VERIFICATION", V, "finish:OPEN_FINDINGS note answer cursor"),
    ("HANDOFF_TO_RELEASER", R, "inbox wait claim"),
    ("DEPLOYMENT", R, "beat:CONTINUE assignment explain release claim send_back cursor"),
    *REWRITE,
    *TEST,
    *VERIFY,
    ("HANDOFF_TO_RELEASER", R, "wait claim"),
    ("DEPLOYMENT", R, "pause beat:PAUSED finish:NOT_ACTIVE"),
    ("DEPLOYMENT", "OPERATOR", "look resume"),
    ("DEPLOYMENT", R, "beat:CONTINUE note answer cursor"),
    ("COMPLETE", Q, "cursor assignment preview rollback"),
    *PLAN,
    *WRITE,
    *TEST,
    *VERIFY,
    *RELEASE,
    ("COMPLETE", Q, "preview fork rollback:EFFECT_CHANGED cursor"),
    *REWRITE,
    *TEST,
    *VERIFY,
    *RELEASE,
)
"""In which state who plays which examples: two builds with all that can come in between.

After a colon stands the refusal, or the signal, that comes of it; all else must succeed.
"""


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


def check(role: str, name: str, expected: str, answer: dict[str, Any]) -> None:
    """What was asked must have been done, unless something else is expected; and a role waits for its turn."""
    if expected:
        assert expected in {answer.get("code"), answer.get("signal")}, (role, name, answer)
        return
    refused = "code" in answer or answer.get("__typename", "").endswith("Error")
    assert not refused or answer.get("allowed"), (role, name, answer)
    if name == "wait":
        assert answer["workflow"]["nextRole"] == role
    if name == "inbox":
        assert answer["nodes"]


def test_the_examples_of_the_guides_carry_a_build_to_complete(client: httpx.Client) -> None:
    served = guides_in(post(client, {"query": ROLES})["data"])
    players = {guide.role: Player(guide, client) for guide in (*served, OPERATOR)}
    for state, role, names in SCRIPT:
        assert state_of_the_build(client) == state, (role, names)
        for name, _, expected in (word.partition(":") for word in names.split()):
            check(role, name, expected, players[role].play(name))
    assert state_of_the_build(client) == "COMPLETE"


def test_every_example_and_every_operation_of_every_guide_is_played(guides: list[Guide]) -> None:
    played = {(role, word.partition(":")[0]) for _, role, words in SCRIPT for word in words.split()}
    assert played == {(guide.role, name) for guide in (*guides, OPERATOR) for name in guide.examples}
    for guide in guides:
        named = re.findall(r'"operationName": "(\w+)"', guide.prompt)
        assert set(named) == {operation.name.value for operation in guide.operations() if operation.name}
        assert len(named) == len(guide.examples)


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
    kinds = "fields { name type { ofType { possibleTypes { name } } } }"
    root = read(
        f"{{ __schema {{ queryType {{ {kinds} }} mutationType {{ {kinds} }} subscriptionType {{ {kinds} }} }} }}"
    )
    results = {field["name"]: field["type"]["ofType"] for kind in root["__schema"].values() for field in kind["fields"]}
    for guide in guides:
        unions = (results[name] for name in guide.fields())
        types = {found["name"] for union in unions for found in (union or {}).get("possibleTypes") or ()}
        possible = {code_of(name) for name in types if name.endswith("Error")} - out_of_reach(guide)
        told = [code for row in guide.table("When you are refused") for code in row[0].split(", ")]
        assert sorted(told) == sorted(possible), guide.role
        assert possible <= {code["name"] for code in codes}


def code_of(type_name: str) -> str:
    return re.sub(r"(?<=.)([A-Z])", r"_\1", type_name.removesuffix("Error")).upper()


def out_of_reach(guide: Guide) -> set[str]:
    """A guide has only what its role is permitted to do; who is handed nothing acknowledges and judges nothing."""
    unreachable = {"NOT_PERMITTED"}
    if not any(state.startswith("HANDOFF") for state in guide.states):
        unreachable |= {"ACKNOWLEDGE_FIRST", "APPROVAL_REQUIRED"}
    if guide.role in {C, R}:
        unreachable |= {"OWN_WORK"}
    return unreachable if "PREVIEW_TOKEN" in guide.prompt else unreachable | {"EFFECT_CHANGED"}


@pytest.mark.parametrize("heading", ["The API", "Find work", "Keep your claim"])
def test_what_all_guides_share_is_said_in_the_same_words(guides: list[Guide], heading: str) -> None:
    assert len({guide.section(heading).replace(guide.role, "ROLE") for guide in guides}) == 1


def test_each_guide_is_brief(guides: list[Guide]) -> None:
    for guide in guides:
        lines = guide.prompt.splitlines()
        assert len(lines) < 200
        assert max(map(len, lines)) <= 120


def test_each_guide_says_what_each_signal_of_a_heartbeat_asks_for(guides: list[Guide]) -> None:
    signals = {
        signal["name"] for signal in read('{ __type(name: "Signal") { enumValues { name } } }')["__type"]["enumValues"]
    }
    for guide in guides:
        bullets = re.findall(r"^- ([A-Z, ]+):", guide.section("Keep your claim"), re.MULTILINE)
        assert {signal for bullet in bullets for signal in bullet.split(", ")} == signals


def test_each_guide_forbids_what_no_role_may_do(guides: list[Guide]) -> None:
    for guide in guides:
        never = guide.section("Never")
        assert "never finish a phase that you do not own" in never
        assert "Nobody approves their own work" in never
        assert re.search(r"Never invent [^.]*test results", never)
    assert "Never write code" in guides[0].section("Never")
