"""All clients of a run, busy until they are told to finish."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Protocol

from tests.db.ledger import rows
from tests.db.waiting import until
from tests.torture.clients.board import PROJECTS, ROLES, Board
from tests.torture.clients.caller import Caller
from tests.torture.clients.freelancer import Freelancer
from tests.torture.clients.operator import Operator
from tests.torture.clients.subscriber import Subscriber
from tests.torture.clients.worker import Worker
from tests.torture.journal import Journal
from tests.torture.records import Filter
from tests.torture.scale import Scale
from tests.torture.site import Site
from tests.torture.tally import Tally

FINISHING = 30.0
"""Seconds that clients get to finish what they have begun, and subscribers to get what is new, once all is well."""

_LOOK = 0.1
_CLAIMED = "select from build_workflows where claim is not null"
_LAST = """
select workflow_id || ':' || sequence from workflow_events
where ($1::text is null or workflow_id::text = $1) and ($2::text is null or project_id = $2)
      and ($3::text is null or to_role = $3) and (handoff or not $4)
order by position desc limit 1
"""


class Client(Protocol):
    """Whoever takes turns."""

    async def turn(self) -> None:
        """Do something."""


@dataclass(slots=True)
class Crowd:
    """Clients, who share a board, and subscribers."""

    board: Board
    subscribers: Sequence[Subscriber]
    clients: "asyncio.Task[None]"

    async def finish(self, url: str) -> list[str]:
        """Let clients finish and subscribers catch up; gives the names of those that did not, in time."""
        self.board.ending.set()
        await asyncio.wait([self.clients], timeout=FINISHING)
        self.clients.cancel()
        await asyncio.gather(self.clients, return_exceptions=True)
        with suppress(TimeoutError):
            await until(lambda: _is_quiet(url, self.subscribers), FINISHING)
        return [each.name for each in self.subscribers if not await _has_all(each, url)]


async def _is_quiet(url: str, subscribers: Iterable[Subscriber]) -> bool:
    """Whether no claim is left to run out, and everybody has got everything."""
    await asyncio.sleep(_LOOK)
    return not await rows(url, _CLAIMED) and all([await _has_all(each, url) for each in subscribers])


async def _has_all(subscriber: Subscriber, url: str) -> bool:
    asked = subscriber.asked
    found = await rows(url, _LAST, asked.workflow_id, asked.project_id, asked.to_role, asked.handoffs_only)
    return not found or found[0][0] == subscriber.last


@asynccontextmanager
async def crowd(site: Site, scale: Scale, seed: int, journal: Journal, tally: Tally) -> AsyncIterator[Crowd]:
    """Clients of both servers, at work, until the end of the block."""
    ports, board = [server.front.port for server in site.servers], Board(scale.builds)

    def caller(name: str) -> Caller:
        return Caller(name, ports, journal, tally, Random(f"{seed} {name}"))

    subscribers = [
        Subscriber(f"subscriber {number}", asked, ports, tally, Random(f"{seed} subscriber {number}"))
        for number, asked in enumerate(_filters())
    ]
    async with asyncio.TaskGroup() as tasks:
        following = [tasks.create_task(subscriber.follow()) for subscriber in subscribers]
        clients = tasks.create_task(_work(list(_clients(scale, caller, board)), board))
        try:
            yield Crowd(board, subscribers, clients)
        finally:
            for task in (*following, clients):
                task.cancel()


def _filters() -> Iterator[Filter]:
    """Two that want everything, one for each project, and some who wait for work."""
    yield from (Filter(), Filter())
    yield from (Filter(project_id=project) for project in PROJECTS)
    yield from (Filter(to_role=role, handoffs_only=True) for role in ROLES[:2])
    yield Filter(project_id=PROJECTS[0], handoffs_only=True)


def _clients(scale: Scale, caller: Callable[[str], Caller], board: Board) -> Iterator[tuple[Caller, Client]]:
    for role, number in product(ROLES, range(scale.workers_per_role)):
        called = caller(f"{role.lower()} {number}")
        yield called, Worker(called, role, scale)
    for number in range(scale.freelancers):
        called = caller(f"freelancer {number}")
        yield called, Freelancer(called, board)
    for number in range(scale.operators):
        called = caller(f"operator {number}")
        yield called, Operator(called, board)


async def _work(clients: list[tuple[Caller, Client]], board: Board) -> None:
    try:
        async with asyncio.TaskGroup() as tasks:
            for _, client in clients:
                tasks.create_task(_live(client, board))
    finally:
        for caller, _ in clients:
            caller.close()


async def _live(client: Client, board: Board) -> None:
    while not board.ending.is_set():
        await client.turn()
        await asyncio.sleep(0.005)
