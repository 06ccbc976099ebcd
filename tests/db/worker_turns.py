"""What workers and operators do in the machine of workers, and which answers to it the rules allow."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any, TypeAlias
from uuid import uuid4

from db.log.answers import Answer, Committed
from db.store import Store
from domain.commands import Change, ClaimWork
from domain.refusals import ErrorCode
from domain.vocabulary import Role, WorkflowId
from resolvers.claims import claim_work
from resolvers.heartbeats import Beaten, SignOfLife, heartbeat
from tests.db.worker_model import Work, beaten, later, obeyed, settled
from tests.domain.oracle import reasons
from tests.domain.people import actor

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """All workflows, and by their keys the commands that were carried out, as they are in this turn."""

    works: Mapping[WorkflowId, Work]
    answered: Mapping[str, Committed] = field(default_factory=dict)
    turn: int = 0

    def with_work(self, work: Work) -> "World":
        """The same, but for one workflow."""
        return replace(self, works={**self.works, work.workflow.id: work})

    def as_stored(self, rows: Sequence[Row]) -> "World | None":
        """The same, where what was noticed is known; None if the database holds something else."""
        found = self
        for row in rows:
            work = self.works[WorkflowId(str(row["id"]))]
            now = [each for each in (work, settled(work, self.turn)) if each.is_stored(row)]
            if not now:
                return None
            found = found.with_work(now[0])
        return found


class Turn(ABC):
    """Something that is done in one place, and answered there."""

    @abstractmethod
    async def done(self, store: Store) -> Any:
        """Do it; gives the answer."""

    @abstractmethod
    def leads_to(self, world: World, answer: Any) -> World | None:
        """What it makes of the world when it is answered so; None if that is not what the rules say."""


@dataclass(frozen=True)
class Ask(Turn):
    """A command under a key to the workflow that it names."""

    command: Change
    key: str

    async def done(self, store: Store) -> Answer:
        return await store.writer.submit(self.command, self.key)

    def leads_to(self, world: World, answer: Answer) -> World | None:
        if (first := world.answered.get(self.key)) is not None:
            return world if answer == replace(first, replayed=True) else None
        work = settled(world.works[self.command.workflow_id], world.turn)
        codes = reasons(work.workflow, self.command)
        if not isinstance(answer, Committed):
            return world.with_work(work) if answer.refusal.code in codes else None
        after = obeyed(work, self.command, world.turn)
        made = [stored.event.sequence for stored in answer.events]
        due = list(range(work.workflow.version + 1, after.workflow.version + 1))
        if codes or answer.replayed or made != due or answer.workflow.workflow.version != after.workflow.version:
            return None
        return replace(world.with_work(after), answered={**world.answered, self.key: answer})


@dataclass(frozen=True)
class Take(Turn):
    """A worker claims the oldest work that waits for its role."""

    role: Role
    worker: str
    seconds: int
    key: str

    async def done(self, store: Store) -> Answer:
        return await claim_work(store, self._claim(WorkflowId(str(uuid4()))), self.role, self.key)

    def _claim(self, identity: WorkflowId) -> ClaimWork:
        return ClaimWork(
            workflow_id=identity,
            actor=actor(self.role),
            worker=self.worker,
            lease_seconds=self.seconds,
            named=False,
        )

    def leads_to(self, world: World, answer: Answer) -> World | None:
        """What has lapsed counts as waiting once somebody has noticed, which may be now."""
        waiting = [work for work in world.works.values() if work.waits_for(self.role)]
        if not isinstance(answer, Committed):
            nothing = answer.refusal.code is ErrorCode.NOTHING_WAITING
            return world if nothing and not waiting and self.key not in world.answered else None
        taken = answer.workflow.workflow.id
        if self.key not in world.answered:
            since = settled(world.works[taken], world.turn).waits
            if any(work.waits[1] < since[0] for work in waiting):
                return None
        return Ask(self._claim(taken), self.key).leads_to(world, answer)


@dataclass(frozen=True)
class Beat(Turn):
    """A worker gives a sign of life."""

    workflow_id: WorkflowId
    number: int
    seconds: int | None = None
    note: str | None = None
    percent: int | None = None

    async def done(self, store: Store) -> object:
        token = store.tokens.write(self.workflow_id, self.number)
        said = (self.seconds, self.note, self.percent)
        return await heartbeat(store, SignOfLife(token, None, None, None, None, *said))

    def leads_to(self, world: World, answer: object) -> World | None:
        """It makes no version; the lease is told only to whoever holds the claim."""
        before = world.works[self.workflow_id]
        work, told = beaten(before, self.number, self.seconds, self.note, self.percent)
        if not isinstance(answer, Beaten) or answer.signal is not told:
            return None
        versions = {each.workflow.version for each in (before, settled(before, world.turn))}
        lease = None if answer.lease is None else (answer.lease.claim, answer.lease.note, answer.lease.percent)
        holds = told in {"CONTINUE", "PAUSED"}
        right = answer.stored.workflow.version in versions and lease == ((self.number, *work.said) if holds else None)
        return world.with_work(work) if right else None


_PASSES = "update build_workflows set lease_until = lease_until - make_interval(secs => $1) where claim is not null"


@dataclass(frozen=True)
class Wait(Turn):
    """Time passes for all."""

    seconds: int

    async def done(self, store: Store) -> None:
        async with store.pool.engine.begin() as connection:
            await connection.exec_driver_sql(_PASSES, (float(self.seconds),))

    def leads_to(self, world: World, answer: object) -> World | None:
        after = {key: later(work, self.seconds, world.turn) for key, work in world.works.items()}
        return replace(world, works=after) if answer is None else None


def outcomes(world: World, turns: Sequence[Turn], answers: Sequence[object]) -> list[World]:
    """What turns that were taken at once may have made of the world: as if one after the other, in some order."""
    found: list[World] = []
    for order in permutations(zip(turns, answers, strict=True)):
        after: World | None = world
        for turn, answer in order:
            after = None if after is None else turn.leads_to(after, answer)
        found += [] if after is None else [after]
    return found
