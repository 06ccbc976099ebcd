"""Two people with tokens: nobody approves their own work, unless a workflow does without that."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.rights.people import ROLES, Person, speaking

pytestmark = pytest.mark.asyncio(loop_scope="module")

HISTORY = """query($id: ID!) { workflow(id: $id) { separateDuties events(first: 100) {
  nodes { kind actor actorRole } } } }"""
EXPLAIN = """query($id: ID!, $do: Action!, $role: Role) { explain(workflowId: $id, action: $do, role: $role) {
  allowed code } }"""
TESTER, VERIFIER = "TEST_AUDITOR", "VERIFICATION_OVERSEER"
JUDGED = [(TESTER, "HANDOFF_TO_TESTER"), (VERIFIER, "HANDOFF_TO_VERIFIER")]
GATES = ["HANDOFF_TO_TESTER", "HANDOFF_TO_VERIFIER", "HANDOFF_TO_RELEASER"]


@pytest_asyncio.fixture(loop_scope="module")
async def ann(guarded: Running) -> AsyncIterator[Client]:
    """Somebody with all rights in a project."""
    async with speaking(guarded, Person(ROLES, ["p"], operator=True, subject="ann")) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def bob(guarded: Running) -> AsyncIterator[Client]:
    """Somebody else with the same rights."""
    async with speaking(guarded, Person(ROLES, ["p"], operator=True, subject="bob")) as client:
        yield client


async def written(ann: Client, **build: Any) -> str:
    """A workflow whose code was submitted by Ann, and waits to be tested."""
    identity: str = (await ann.start(**build))["workflow"]["id"]
    await ann.advance_to(identity, "HANDOFF_TO_TESTER")
    return identity


async def history(client: Client, identity: str) -> list[tuple[str, str, str | None]]:
    """What happened, who did it, and as what."""
    nodes = (await client.data(HISTORY, id=identity))["workflow"]["events"]["nodes"]
    return [(node["kind"], node["actor"], node["actorRole"]) for node in nodes]


@pytest.mark.parametrize(("role", "state"), JUDGED)
async def test_ones_own_work_can_be_neither_claimed_nor_passed_but_failed(
    ann: Client, bob: Client, role: str, state: str
) -> None:
    identity = await written(ann)
    await bob.advance_to(identity, state)
    claimed = await ann.mutate("claimWork", workflowId=identity, role=role)
    assert (claimed["code"], claimed["submittedBy"]) == ("OWN_WORK", "ann")
    await ann.advance(identity, role)
    assert (await ann.advance(identity, role, result={"fine": True}))["code"] == "OWN_WORK"
    assert not (await ann.data(EXPLAIN, id=identity, do="CLAIM", role=role))["explain"]["allowed"]
    assert (await bob.data(EXPLAIN, id=identity, do="CLAIM", role=role))["explain"]["allowed"]
    failed = await ann.advance(identity, role, outcome="FAIL", result={"fine": False}, notes="It leaks.")
    assert failed["workflow"]["state"] == "IMPLEMENTATION"
    await bob.advance(identity, "CODE_WRITER", result={"by": "bob"})
    passed = await ann.advance_to(identity, "DEPLOYMENT")
    assert passed["workflow"]["state"] == "DEPLOYMENT"
    assert ("PHASE_PASSED", "bob", "CODE_WRITER") in await history(ann, identity)
    assert ("PHASE_PASSED", "ann", role) in await history(ann, identity)


@pytest.mark.parametrize("gate", GATES)
async def test_nobody_approves_a_handoff_of_their_own_work_not_even_an_operator(
    ann: Client, bob: Client, gate: str
) -> None:
    identity = await written(ann, gates=[gate])
    await bob.advance_to(identity, gate)
    for role in ("Q_ASSISTANT", None):
        refused = await ann.mutate("approveHandoff", workflowId=identity, role=role)
        assert (refused["code"], refused["submittedBy"]) == ("OWN_WORK", "ann")
    approved = await bob.mutate("approveHandoff", workflowId=identity)
    assert approved["event"]["actor"] == "bob"


@pytest.mark.parametrize(("asked", "on"), [(None, True), (True, True), (False, False)])
async def test_it_is_on_where_people_are_known_unless_it_is_switched_off(
    ann: Client, *, asked: bool | None, on: bool
) -> None:
    identity = await written(ann, separateDuties=asked)
    assert (await ann.data(HISTORY, id=identity))["workflow"]["separateDuties"] is on
    await ann.advance(identity, TESTER)
    answer = await ann.advance(identity, TESTER, result={"fine": True})
    assert answer.get("code") == ("OWN_WORK" if on else None)


async def test_every_event_of_a_build_names_who_did_it_and_as_what(guarded: Running, ann: Client, bob: Client) -> None:
    started = await ann.mutate(
        "startWorkflow", projectId="p", buildId="b", title="T", requirements="R", gates=GATES[:1], role="Q_ASSISTANT"
    )
    identity = started["workflow"]["id"]
    about = {"workflowId": identity}
    await ann.advance_to(identity, "HANDOFF_TO_CODER")
    async with speaking(guarded, Person(["CODE_WRITER"], ["p"], subject="carl")) as carl:
        await carl.mutate("claimWork", **about, role="CODE_WRITER", worker="a machine of Carl's")
        await bob.mutate("revokeClaim", **about)
        token = (await carl.mutate("claimWork", **about, role="CODE_WRITER"))["claim"]["token"]
        await carl.mutate("releaseClaim", claimToken=token)
        await carl.mutate("addNote", **about, text="Soon.")
        await carl.advance(identity, "CODE_WRITER", result={"by": "carl"})
    await bob.mutate("rejectHandoff", **about, reason="Not yet.")
    await ann.advance(identity, "CODE_WRITER", result={"by": "ann"})
    await bob.mutate("approveHandoff", **about, role="Q_ASSISTANT")
    await bob.mutate("pauseWorkflow", **about, role="RELEASE_MANAGER")
    await bob.mutate("resumeWorkflow", **about)
    await bob.advance_to(identity, "COMPLETE")
    await ann.mutate("rollbackWorkflow", **about, phase="DEPLOYMENT", reason="Again.")
    await ann.mutate("cancelWorkflow", **about)
    assert await history(bob, identity) == [
        ("STARTED", "ann", "Q_ASSISTANT"),
        *[("PHASE_PASSED", "ann", "Q_ASSISTANT")] * 2,
        ("ACKNOWLEDGED", "carl", "CODE_WRITER"),
        ("CLAIMED", "carl", "CODE_WRITER"),
        ("CLAIM_REVOKED", "bob", None),
        ("CLAIMED", "carl", "CODE_WRITER"),
        ("CLAIM_RELEASED", "carl", "CODE_WRITER"),
        ("NOTED", "carl", "CODE_WRITER"),
        ("PHASE_PASSED", "carl", "CODE_WRITER"),
        ("REJECTED", "bob", None),
        ("PHASE_PASSED", "ann", "CODE_WRITER"),
        ("APPROVED", "bob", "Q_ASSISTANT"),
        ("PAUSED", "bob", "RELEASE_MANAGER"),
        ("RESUMED", "bob", None),
        *[(kind, "bob", TESTER) for kind in ("ACKNOWLEDGED", "PHASE_PASSED")],
        *[(kind, "bob", VERIFIER) for kind in ("ACKNOWLEDGED", "PHASE_PASSED")],
        *[(kind, "bob", "RELEASE_MANAGER") for kind in ("ACKNOWLEDGED", "COMPLETED")],
        ("ROLLED_BACK", "ann", None),
        ("CANCELLED", "ann", None),
    ]
