"""Builds, as the requests that take them through the machine."""

from domain.machine import owner_of, phase_in
from domain.vocabulary import Phase, State
from tests.bench.requests import Connection, operation

NEW = {"projectId": "bench", "buildId": "bench", "title": "A shop", "requirements": "It sells hats."}
START = """
mutation Start($input: StartWorkflowInput!) {
  startWorkflow(input: $input) { ... on StartWorkflowSuccess { workflow { id } } ... on WorkflowError { code message } }
}
"""
ADVANCE = """
mutation Advance($input: AdvanceWorkflowInput!) {
  advanceWorkflow(input: $input) {
    __typename
    ... on AdvanceWorkflowSuccess {
      workflow { id state status version nextRole } event { kind message sequence cursor recordedAt } replayed
    }
    ... on WorkflowError { code message }
  }
}
"""
ROLLBACK = """
mutation Rollback($input: RollbackWorkflowInput!) {
  rollbackWorkflow(input: $input) { __typename ... on WorkflowError { code message } }
}
"""
_TOGETHER = 4  # a workflow holds no more than 10,000 events


async def begin(connection: Connection) -> str:
    """A new workflow; gives its id."""
    identity: str = (await connection.data(START, input=NEW))["startWorkflow"]["workflow"]["id"]
    return identity


async def builds(connection: Connection) -> list[bytes]:
    """Requests that take new workflows, in turns, from DISCOVERY to COMPLETE and back: to be sent again and again."""
    ways = [_way(await begin(connection)) for _ in range(_TOGETHER)]
    return [request for together in zip(*ways, strict=True) for request in together]


def _way(identity: str) -> list[bytes]:
    steps = [step(identity, state) for state in State if state is not State.COMPLETE]
    again = {"workflowId": identity, "phase": Phase.DISCOVERY, "reason": "Again."}
    return [*steps, operation(ROLLBACK, input=again)]


def step(identity: str, state: State) -> bytes:
    """The request that takes a workflow on from `state`."""
    result = {"summary": f"{state} is done", "files": ["shop.py", "hats.py"]} if phase_in(state) else None
    return operation(ADVANCE, input={"workflowId": identity, "role": owner_of(state), "result": result})
