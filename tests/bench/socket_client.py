"""A process that subscribes many times, makes events one after another, and prints what each round measured.

Its argument is an object: the `port` and `bare_port` of the servers, how many `subscribers`, `rounds` and `seconds`,
and the pids of the servers, `server` and `bare`, whose CPU time it reads.
"""

import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import uvloop
from websockets.asyncio.client import connect

from tests.bench.builds import begin
from tests.bench.cpu import process_cpu
from tests.bench.requests import HOST, connected, operation
from tests.bench.rounds import Round
from tests.bench.subscribers import Tally, subscribed

SUBSCRIPTION = """
subscription($id: ID!, $after: String!) {
  workflowEvents(workflowId: $id, after: $after) { id cursor sequence kind toState actor message recordedAt }
}
"""
NOTE = "mutation($input: AddNoteInput!) { addNote(input: $input) { __typename ... on WorkflowError { code message } } }"
_EVENTS = 300
"""The most events of one turn, so that all rounds stay below what a workflow holds."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Subscribers of one server, and what opens a connection to make events that all of them receive."""

    size: int
    tally: Tally
    stage: Callable[[], AbstractAsyncContextManager[Callable[[], Awaitable[object]]]]
    pid: int

    async def turn(self, seconds: float) -> tuple[float, float]:
        """Deliveries a second, and CPU seconds for each: of one event, and of more while there is time."""
        async with self.stage() as make_event:
            before, began = process_cpu(self.pid), time.perf_counter()
            elapsed, events = 0.0, 0
            while events == 0 or (elapsed < seconds and events < _EVENTS):
                self.tally.expect(self.size)
                await make_event()
                await self.tally.complete()
                events += 1
                elapsed = time.perf_counter() - began
            deliveries = events * self.size
            return deliveries / elapsed, (process_cpu(self.pid) - before) / deliveries


@asynccontextmanager
async def our_audience(port: int, size: int, pid: int) -> AsyncIterator[Audience]:
    """Subscribers to the events of a new workflow, which gets notes."""
    async with connected(port) as http:
        identity = await begin(http)
        cursor = (await http.data("{ cursor }"))["cursor"]
    asked = {"query": SUBSCRIPTION, "variables": {"id": identity, "after": cursor}}
    subscription = {"id": "1", "type": "subscribe", "payload": asked}
    greetings = [json.dumps({"type": "connection_init"}), json.dumps(subscription)]
    note = operation(NOTE, input={"workflowId": identity, "text": "Mind the hats."})

    @asynccontextmanager
    async def stage() -> AsyncIterator[Callable[[], Awaitable[object]]]:
        async with connected(port) as http:
            yield lambda: http.send(note)

    async with subscribed(f"ws://{HOST}:{port}/graphql", size, greetings, skip=1) as tally:
        yield Audience(size, tally, stage, pid)


@asynccontextmanager
async def bare_audience(port: int, size: int, pid: int, text: str) -> AsyncIterator[Audience]:
    """As many connections to the bare server, which gets `text` from one more."""
    url = f"ws://{HOST}:{port}/"

    @asynccontextmanager
    async def stage() -> AsyncIterator[Callable[[], Awaitable[object]]]:
        async with connect(url, compression=None) as sender:
            yield lambda: sender.send(text)

    async with subscribed(url, size, greetings=[], skip=0) as tally:
        yield Audience(size, tally, stage, pid)


async def measure(
    *, port: int, bare_port: int, subscribers: int, rounds: int, seconds: float, server: int, bare: int
) -> list[Round]:
    """Both servers in turns; the bare one sends what ours sent last."""
    async with our_audience(port, subscribers, server) as ours:
        await ours.turn(0)
        async with bare_audience(bare_port, subscribers, bare, ours.tally.last) as theirs:
            await theirs.turn(0)
            return [_round(await ours.turn(seconds), await theirs.turn(seconds)) for _ in range(rounds)]


def _round(ours: tuple[float, float], bare: tuple[float, float]) -> Round:
    return {
        "deliveries/s": ours[0],
        "bare deliveries/s": bare[0],
        "ratio": ours[0] / bare[0],
        "CPU us each": ours[1] * 1e6,
        "bare CPU us each": bare[1] * 1e6,
        "CPU ratio": ours[1] / bare[1],
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(**json.loads(sys.argv[1])))))
