"""What is remembered of documents, and that the usual ones are simple."""

import tracemalloc
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from db.store import Store
from domain.rights import ANYONE
from schema.api import api
from schema.context import Context
from schema.executing.plan import Plan
from schema.executing.planning import plan
from schema.limits.table import LIMITS
from schema.parsing import DOCUMENTS_REMEMBERED
from schema.prepared import prepared
from tests.api.client import START
from tests.api.documents import mutations
from tests.bench.peers.documents import BY_HAND
from tests.calls import called
from tests.demo.roles import INBOX
from tests.demo.watcher import VERSION
from tests.serving import PROJECT

EXAMPLES = PROJECT / "schema" / "graphiql" / "static" / "examples"
NOTE = {"text": "Hats.", "role": "CODE_WRITER"}
BUILD = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R"}


def _act(mutation: str) -> str:
    """As the demo asks."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    wanted = "... on WorkflowSuccess { workflow { id } } ... on WorkflowError { code message }"
    return f"mutation($input: {kind}!) {{ done: {mutation}(input: $input) {{ {wanted} }} }}"


USUAL: dict[str, tuple[str, dict[str, Any] | None]] = {
    "note": (BY_HAND.note, {"input": {**NOTE, "workflowId": "ID"}}),
    "refused note": (BY_HAND.note, {"input": {**NOTE, "workflowId": "x"}}),
    "workflow": (BY_HAND.workflow, {"id": "ID"}),
    "no workflow": (BY_HAND.workflow, {"id": "x"}),
    "inbox": (BY_HAND.inbox, {"role": "Q_ASSISTANT", "projectId": "p"}),
    "inbox of the demo": (INBOX, {"role": "Q_ASSISTANT"}),
    "version": (VERSION, {"id": "ID"}),
    "start": ((EXAMPLES / "start_workflow.graphql").read_text(), {"input": BUILD}),
    "workflows": ((EXAMPLES / "workflows.graphql").read_text(), None),
    "note of the demo": (_act("addNote"), {"input": {**NOTE, "workflowId": "ID"}}),
    "advance of the demo": (_act("advanceWorkflow"), {"input": {"workflowId": "ID", "role": "TEST_AUDITOR"}}),
}


@pytest.fixture
async def known(store: Store) -> str:
    """The id of a workflow."""
    begun = await api.execute(START, {"input": BUILD}, Context.of(store, ANYONE))
    assert begun.data is not None
    identity: str = begun.data["startWorkflow"]["workflow"]["id"]
    return identity


async def test_the_usual_operations_are_carried_out_by_their_plans_alone(
    store: Store, known: str, subtests: pytest.Subtests
) -> None:
    for name, (query, variables) in USUAL.items():
        given = _with(variables or {}, known)
        await api.execute(query, given, Context.of(store, ANYONE))
        with called() as codes:
            told = await api.execute(query, given, Context.of(store, ANYONE))
        with subtests.test(name):
            assert told.errors is None
            assert Plan.carry_out.__code__ in codes
            assert Plan._at_length.__code__ not in codes


def _with(variables: dict[str, Any], identity: str) -> dict[str, Any]:
    return {
        name: _with(each, identity) if isinstance(each, dict) else identity if each == "ID" else each
        for name, each in variables.items()
    }


@pytest.mark.parametrize("mutation", [each for each in mutations() if each != "heartbeat"])
def test_every_mutation_that_is_asked_for_what_the_demo_asks_for_has_a_plan(mutation: str) -> None:
    document = parse(_act(mutation))
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert plan(api._schema, document, operation) is not None


def test_texts_and_names_that_are_too_long_are_not_remembered() -> None:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(DOCUMENTS_REMEMBERED):
            long = f"{number}é€" * LIMITS.characters
            assert prepared(api._schema, long, None) is None
            assert prepared(api._schema, "{ cursor }", long) is None
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 5_000_000
