"""The operator, who speaks with the customer."""

import asyncio
from contextlib import aclosing

from tests.demo.api import Api
from tests.demo.feed import Feed
from tests.demo.story import ROLLBACK

NOTES = (
    "subscription($id: ID!, $after: String) { event: workflowEvents(workflowId: $id, after: $after) { cursor kind } }"
)


async def operate(api: Api, workflow_id: str, pace: float) -> None:
    """Be the operator, who answers a note with what the customer wants; it never ends."""
    async with aclosing(Feed(api.url, NOTES, {"id": workflow_id}, after="START").events()) as events:
        async for event in events:
            if event["kind"] == "NOTED":
                await asyncio.sleep(1.2 * pace)
                await api.act("rollbackWorkflow", workflowId=workflow_id, **ROLLBACK)
