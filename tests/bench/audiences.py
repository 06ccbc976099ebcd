"""Audiences: subscribers of one or of many workflows, of our server or of a bare one, and what makes them events."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.client import connect

from tests.bench.builds import begin
from tests.bench.requests import HOST, connected, operation
from tests.bench.subscribers import Tally, Wish, subscribed

SUBSCRIPTION = """
subscription($id: ID!, $after: String!) {
  workflowEvents(workflowId: $id, after: $after) { id cursor sequence kind toState actor message recordedAt }
}
"""
NOTE = "mutation($input: AddNoteInput!) { addNote(input: $input) { __typename ... on WorkflowError { code message } } }"


@dataclass(frozen=True, slots=True)
class Audience:
    """So many subscribers, and the stage: what it gives makes one event for each workflow, so that each gets one."""

    size: int
    tally: Tally
    stage: Callable[[], AbstractAsyncContextManager[Callable[[], Awaitable[object]]]]


@asynccontextmanager
async def our_audience(
    port: int, size: int, workflows: int, tally: Tally, others: Sequence[int] = ()
) -> AsyncIterator[Audience]:
    """Subscribers to the events of new workflows, which get notes: each by a connection of its own.

    The notes go to `port`, the subscribers in turns to it and to `others`, which serve the same database.
    """
    ports = (port, *others)
    async with connected(port) as http:
        identities = [await begin(http) for _ in range(workflows)]
        cursor = (await http.data("{ cursor }"))["cursor"]
    wishes = [_wish(ports[number % len(ports)], identities[number % workflows], cursor) for number in range(size)]
    notes = [operation(NOTE, input={"workflowId": identity, "text": "Mind the hats."}) for identity in identities]

    @asynccontextmanager
    async def stage() -> AsyncIterator[Callable[[], Awaitable[object]]]:
        async with AsyncExitStack() as opened:
            https = [await opened.enter_async_context(connected(port)) for _ in notes]
            yield lambda: asyncio.gather(*(http.send(note) for http, note in zip(https, notes, strict=True)))

    async with subscribed(wishes, tally, skip=1):
        yield Audience(size, tally, stage)


def _wish(port: int, identity: str, cursor: str) -> Wish:
    asked = {"query": SUBSCRIPTION, "variables": {"id": identity, "after": cursor}}
    messages = ({"type": "connection_init"}, {"id": "1", "type": "subscribe", "payload": asked})
    return Wish(f"ws://{HOST}:{port}/graphql", [json.dumps(message) for message in messages])


@asynccontextmanager
async def bare_audience(port: int, size: int, workflows: int, text: str) -> AsyncIterator[Audience]:
    """As many connections to the bare server, which gets `text` from one more for each workflow."""
    paths, tally = [f"ws://{HOST}:{port}/{number}" for number in range(workflows)], Tally()

    @asynccontextmanager
    async def stage() -> AsyncIterator[Callable[[], Awaitable[object]]]:
        async with AsyncExitStack() as opened:
            senders = [await opened.enter_async_context(connect(path, compression=None)) for path in paths]
            yield lambda: asyncio.gather(*(sender.send(text) for sender in senders))

    async with subscribed([Wish(paths[number % workflows]) for number in range(size)], tally, skip=0):
        yield Audience(size, tally, stage)
