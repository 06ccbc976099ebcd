"""Those who act: a worker for each role, and the operator."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from tests.demo.api import Api, Feed, Json
from tests.demo.steps import Step
from tests.demo.story import ROLLBACK, step_of

INBOX = "query($role: Role!) { inbox(role: $role) { nodes { id } } }"
HANDOFFS = """subscription($role: Role!, $after: String) {
  event: handoffs(toRole: $role, after: $after) { cursor workflowId }
}"""
TURN = "query($id: ID!) { workflow(id: $id) { version assignment { role state phase attempt } } }"
NOTES = (
    "subscription($id: ID!, $after: String) { event: workflowEvents(workflowId: $id, after: $after) { cursor kind } }"
)


@dataclass(frozen=True, slots=True)
class Worker:
    """Works for one role; `pace` is the share of the story's working time that it really takes."""

    api: Api
    role: str
    pace: float

    async def work(self) -> None:
        """Do what waits already, then what is handed over from then on; it never ends.

        The cursor is read first and followed last, so that nothing can slip through in between.
        """
        cursor = (await self.api.ask("{ cursor }"))["cursor"]
        inbox = (await self.api.ask(INBOX, role=self.role))["inbox"]
        for workflow in inbox["nodes"]:
            await self._take_turns(workflow["id"])
        feed = Feed(self.api.url, HANDOFFS, {"role": self.role}, after=cursor)
        async with aclosing(feed.events()) as handoffs:
            async for handoff in handoffs:
                await self._take_turns(handoff["workflowId"])

    async def _take_turns(self, workflow_id: str) -> None:
        """Act until it is another role's turn, or a question is open."""
        while True:
            workflow = (await self.api.ask(TURN, id=workflow_id))["workflow"]
            assignment = workflow["assignment"]
            if assignment is None or assignment["role"] != self.role:
                return
            step = _what_to_do(assignment)
            await asyncio.sleep(step.seconds * self.pace)
            key = f"{workflow_id} after {workflow['version']}"  # sent twice, it would still be carried out once
            fields = {"workflowId": workflow_id, "role": self.role, "idempotencyKey": key}
            await self.api.act(step.mutation, **fields, **step.fields)
            if step.mutation == "addNote":
                return


def _what_to_do(assignment: Json) -> Step:
    if assignment["state"].startswith("HANDOFF"):
        return Step(assignment["phase"], "advanceWorkflow", {}, 0.2)
    return step_of(assignment["phase"], assignment["attempt"])


async def operate(api: Api, workflow_id: str, pace: float) -> None:
    """Be the operator, who answers a note with what the customer wants; it never ends."""
    async with aclosing(Feed(api.url, NOTES, {"id": workflow_id}, after="START").events()) as events:
        async for event in events:
            if event["kind"] == "NOTED":
                await asyncio.sleep(1.2 * pace)
                await api.act("rollbackWorkflow", workflowId=workflow_id, **ROLLBACK)
