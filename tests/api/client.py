"""A client that speaks to the API as its users do, with the operations that most tests need."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.documents import document

START = """
mutation Start($input: StartWorkflowInput!) {
  startWorkflow(input: $input) {
    __typename
    ... on StartWorkflowSuccess { workflow { id state status version nextRole cursor } event { kind cursor } replayed }
    ... on WorkflowError { code message }
  }
}
"""
ADVANCE = """
mutation Advance($input: AdvanceWorkflowInput!) {
  advanceWorkflow(input: $input) {
    __typename
    ... on AdvanceWorkflowSuccess {
      workflow { id state status version nextRole cursor } event { kind message cursor sequence } replayed
      assignment { role state phase attempt round maxRounds instructions context }
    }
    ... on WorkflowError { code message }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Client:
    """Sends operations to `url`."""

    url: str
    http: httpx.AsyncClient

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer to one operation."""
        body = json.dumps({"query": query, "variables": variables})
        response = await self.http.post(self.url, content=body, headers={"content-type": "application/json"})
        answer: dict[str, Any] = response.json()
        return answer

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation that must have no errors."""
        answer = await self.post(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def mutate(self, mutation: str, **fields: Any) -> dict[str, Any]:
        """Send a mutation that asks for every field of whatever it may answer; gives its answer."""
        answer: dict[str, Any] = (await self.data(document(mutation), input=fields))["answer"]
        return answer

    async def start(self, **fields: Any) -> dict[str, Any]:
        """Start a workflow; gives what startWorkflow answered."""
        build = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R", **fields}
        answer: dict[str, Any] = (await self.data(START, input=build))["startWorkflow"]
        return answer

    async def advance(self, workflow_id: str, role: str, **fields: Any) -> dict[str, Any]:
        """Advance a workflow; gives what advanceWorkflow answered."""
        asked = {"workflowId": workflow_id, "role": role, **fields}
        answer: dict[str, Any] = (await self.data(ADVANCE, input=asked))["advanceWorkflow"]
        return answer

    async def advance_to(self, workflow_id: str, state: str) -> dict[str, Any]:
        """Let each owner pass until the workflow is in `state`; gives the last answer."""
        query = "query($id: ID!) { workflow(id: $id) { state nextRole } }"
        workflow = (await self.data(query, id=workflow_id))["workflow"]
        answer: dict[str, Any] = {}
        while workflow["state"] != state:
            result = None if workflow["state"].startswith("HANDOFF") else {"by": workflow["state"]}
            answer = await self.advance(workflow_id, workflow["nextRole"], result=result)
            workflow = answer["workflow"]
        return answer
