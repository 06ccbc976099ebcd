"""Where workers are watched: two processes on one database, and after each turn a look at what is stored."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, ClassVar

import asyncpg
from hypothesis.stateful import RuleBasedStateMachine

from db.embedded import EmbeddedPostgres
from db.log.answers import Committed
from db.log.expiry import ExpiryWatch
from db.store import Store, open_store
from domain.vocabulary import State, WorkflowId
from domain.workflow import Workflow
from tests.conftest import TEMPLATE, database_url, execute
from tests.db.ledger import sound_log
from tests.db.waiting import soon, until
from tests.db.worker_model import Work
from tests.db.worker_turns import Row, Turn, World, outcomes
from tests.db.writers import begin

_ROWS = """
select *, extract(epoch from lease_until - clock_timestamp())::float8 as seconds_left
from build_workflows order by created_at
"""
_numbers = count(1)


@dataclass(frozen=True)
class Held:
    """A claim that a worker believes to hold; version 1 of a workflow was never one."""

    workflow_id: WorkflowId
    number: int = 1


class Stage(RuleBasedStateMachine):
    """Takes turns, and holds what comes of them against the rules; each example has a database of its own."""

    server: ClassVar[EmbeddedPostgres]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.opened = AsyncExitStack()
        self.name = f"workers_{next(_numbers)}"
        self.url = database_url(self.server, self.name)
        self.taken: list[Turn] = []
        self.sound = False

    def run(self, awaited: Coroutine[Any, Any, None]) -> None:
        """Do it in this example's loop; the example is sound until something is not as it should be."""
        self.sound = False
        self.runner.run(awaited)
        self.sound = True

    async def open(self, states: Sequence[State]) -> None:
        """Begin with workflows in these states."""
        await execute(self.server.url, f"create database {self.name} template {TEMPLATE}")
        self.opened.push_async_callback(execute, self.server.url, f"drop database {self.name} with (force)")
        self.connection = await asyncpg.connect(self.url)
        self.opened.push_async_callback(self.connection.close)
        self.stores: list[Store] = [await self.opened.enter_async_context(open_store(self.url)) for _ in range(2)]
        begun = [await begin(self.stores[0].writer, state, max_rounds=100) for state in states]
        works = {workflow.id: Work(workflow, waits=(place, place)) for place, workflow in enumerate(begun)}
        self.world = World(works, turn=len(works))
        self.held = [Held(identity) for identity in works]

    def teardown(self) -> None:
        """After an example in which all was sound: the log is, and has the events that the rules ask for, no more."""
        try:
            if self.sound:
                self.runner.run(self._end())
        finally:
            self.runner.run(self.opened.aclose())
            self.runner.close()

    async def _end(self) -> None:
        await self.notice(0)
        log = await sound_log(self.url)
        assert len(log) == sum(work.workflow.version for work in self.world.works.values())

    def take(self, *turns: Turn, place: int = 0) -> None:
        """Take turns at once: the first in this place, the second in the other."""
        self.run(self._take(turns, place))
        self.taken += turns

    async def _take(self, turns: Sequence[Turn], place: int) -> None:
        world = replace(self.world, turn=self.world.turn + 1)
        answers = await soon(asyncio.gather(*(each.done(self.stores[place ^ n]) for n, each in enumerate(turns))))
        allowed = outcomes(world, turns, answers)
        assert allowed, f"{turns} in {world} must not be answered {answers}"
        rows = await self._rows()
        stored = [seen for each in allowed if (seen := each.as_stored(rows)) is not None]
        assert stored, f"{turns} leads to one of {allowed}, and not to {rows}"
        self.world = stored[0]
        self._remember(answers)

    def _remember(self, answers: Sequence[object]) -> None:
        for answer in answers:
            workflow = answer.workflow.workflow if isinstance(answer, Committed) else None
            if workflow is not None and workflow.claim is not None:
                held = Held(workflow.id, workflow.claim.number)
                self.held += [] if held in self.held else [held]

    async def _rows(self) -> list[Row]:
        return [dict(row) for row in await self.connection.fetch(_ROWS)]

    async def notice(self, place: int) -> None:
        """The watch of one process notices all that has run out, and nothing else."""
        store = self.stores[place]
        watch = ExpiryWatch(store.pool, store.writer.expire, poll=0.01)
        watch.start()
        try:
            await until(self._noticed)
        finally:
            await watch.stop()

    async def _noticed(self) -> bool:
        rows = await self._rows()
        seen = self.world.as_stored(rows)
        assert seen is not None, f"{self.world} is stored as {rows}"
        self.world = seen
        return not self.lapsed

    @property
    def lapsed(self) -> list[WorkflowId]:
        """The workflows whose lease has run out, and nobody is known to have noticed."""
        return [identity for identity, work in self.world.works.items() if work.lapsed]

    @property
    def live(self) -> list[Held]:
        """The claims that are live, the latest first."""
        return [held for held in self.held[::-1] if self._is_live(held)]

    @property
    def over(self) -> list[Held]:
        """Those that are over, the latest first."""
        return [held for held in self.held[::-1] if not self._is_live(held)]

    def _is_live(self, held: Held) -> bool:
        work = self.world.works[held.workflow_id]
        claim = work.workflow.claim
        return claim is not None and claim.number == held.number and not work.lapsed

    def workflow(self, held: Held) -> Workflow:
        """The workflow of a claim, by the rules."""
        return self.world.works[held.workflow_id].workflow
