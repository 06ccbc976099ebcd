"""Clients that send keyed mutations, each again until it is acknowledged."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

START = """
mutation($input: StartWorkflowInput!) {
  startWorkflow(input: $input) { ... on StartWorkflowSuccess { workflow { id } } ... on WorkflowError { code message } }
}
"""
NOTE = """
mutation($input: AddNoteInput!) {
  addNote(input: $input) {
    ... on AddNoteSuccess { event { sequence workflowId } replayed } ... on WorkflowError { code message }
  }
}
"""
AGAIN = {"UNAVAILABLE", "OUTCOME_UNKNOWN"}
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A mutation that was answered: its key, which is also its text, and the event that it was said to have made."""

    key: str
    workflow: str
    sequence: int
    sent: float
    answered: float


@dataclass(slots=True)
class Work:
    """All that was acknowledged; `repeated` counts mutations that had to be sent again."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    repeated: int = 0

    def first_after(self, moment: float) -> Acknowledged | None:
        """The first that was sent after `moment` and acknowledged."""
        late = (each for each in reversed(self.acknowledged) if each.sent > moment)
        return min(late, key=lambda each: each.answered, default=None)


@asynccontextmanager
async def working(urls: list[str], clients: int) -> AsyncIterator[Work]:
    """Clients of the servers at `urls`; they finish what they have begun when the block ends."""
    work, ending = Work(), asyncio.Event()
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http, asyncio.TaskGroup() as tasks:
        for number in range(clients):
            tasks.create_task(_live(http, f"{urls[number % len(urls)]}/graphql", number, work, ending))
        try:
            yield work
        finally:
            ending.set()


async def _live(http: httpx.AsyncClient, url: str, number: int, work: Work, ending: asyncio.Event) -> None:
    build = {"projectId": "p", "buildId": f"{number}", "title": "T", "requirements": "R"}
    started = await _until_answered(http, url, START, {**build, "idempotencyKey": f"start {number}"}, work)
    workflow, count = started["workflow"]["id"], 0
    while not ending.is_set():
        key, sent = f"{number} {count}", time.monotonic()
        asked = {"workflowId": workflow, "text": key, "idempotencyKey": key}
        event = (await _until_answered(http, url, NOTE, asked, work))["event"]
        work.acknowledged.append(Acknowledged(key, event["workflowId"], event["sequence"], sent, time.monotonic()))
        count += 1
        await asyncio.sleep(_PAUSE)


async def _until_answered(http: httpx.AsyncClient, url: str, document: str, asked: Any, work: Work) -> dict[str, Any]:
    while True:
        answer = await http.post(url, json={"query": document, "variables": {"input": asked}})
        body = answer.json()
        if "errors" in body:
            raise RuntimeError(f"{asked}: {body['errors']}")
        ((_, found),) = body["data"].items()
        if found.get("code") not in AGAIN:
            if "code" in found:
                raise RuntimeError(f"{asked}: {found}")
            return dict(found)
        work.repeated += 1
        await asyncio.sleep(_PAUSE)
