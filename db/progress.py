"""What workers say in their heartbeats, for those who watch. It is no part of the log: only the latest counts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from db.codec import lease_from
from db.faults import is_unreachable
from db.fold import Row
from db.log.feed import FeedClosedError
from db.pool import Pool
from db.queries import within
from db.records import Lease
from db.tables import build_workflows
from domain.rights import Projects
from domain.vocabulary import WorkflowId

_W = build_workflows.c
_MANY = 5_000
_RECENT = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """What the last heartbeat of a live claim said."""

    workflow_id: WorkflowId
    project_id: str
    worker: str
    lease: Lease


@dataclass(slots=True, eq=False)
class _Listener:
    workflow_id: WorkflowId | None
    project_id: str | None
    projects: Projects
    news: dict[WorkflowId, WorkProgress] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    greeted: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = within(_W.project_id, self.projects)
        wanted += [] if self.workflow_id is None else [_W.id == UUID(self.workflow_id)]
        return wanted if self.project_id is None else [*wanted, _W.project_id == self.project_id]

    def hear(self, found: Iterable[WorkProgress]) -> None:
        for each in found:
            wanted = self.workflow_id in {None, each.workflow_id} and self.project_id in {None, each.project_id}
            if wanted and (self.projects is None or each.project_id in self.projects):
                self.news[each.workflow_id] = each
                self.woken.set()


class ProgressFeed:
    """Looks every `poll` seconds, while anybody listens, for heartbeats that said something new.

    A listener that is slow gets the newest of each workflow, not all: what it holds is bounded by the live claims.
    """

    def __init__(self, pool: Pool, *, poll: float = 0.5) -> None:
        self._pool = pool
        self._poll = poll
        self._listeners: set[_Listener] = set()
        self._told: set[WorkProgress] = set()
        self._wanted = asyncio.Event()
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._watch(), name="progress feed")

    async def stop(self) -> None:
        """End, and with it all that listen."""
        self._closed = True
        for listener in self._listeners:
            listener.woken.set()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def follow(
        self, workflow_id: WorkflowId | None, project_id: str | None, projects: Projects = None
    ) -> AsyncIterator[WorkProgress]:
        """How far live claims are, of a workflow, in a project or in all of `projects`; then, for ever, what is new.

        Raises FeedClosedError when the server goes down.
        """
        listener = _Listener(workflow_id, project_id, projects)
        self._listeners.add(listener)
        self._wanted.set()
        try:
            while not self._closed:
                await listener.woken.wait()
                listener.woken.clear()
                news, listener.news = listener.news, {}
                for each in news.values():
                    yield each
        finally:
            self._listeners.discard(listener)
        raise FeedClosedError

    async def _watch(self) -> None:
        while True:
            if not self._listeners:
                self._wanted.clear()
                await self._wanted.wait()
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - a watch that is dead would leave its listeners waiting for ever
                if not is_unreachable(error):
                    _log.exception("looking for heartbeats failed, and will be tried again")
            await asyncio.sleep(self._poll)

    async def _look(self) -> None:
        greeted: dict[_Listener, list[WorkProgress]] = {}
        for listener in [each for each in self._listeners if not each.greeted]:
            greeted[listener] = await self._read(*listener.conditions())
            listener.hear(greeted[listener])
            listener.greeted = True
        found = await self._read(_W.heartbeat_at > func.clock_timestamp() - timedelta(seconds=_RECENT))
        news = [each for each in found if each not in self._told]
        self._told = set(found)
        for listener in self._listeners:
            listener.hear(each for each in news if each not in greeted.get(listener, ()))

    async def _read(self, *conditions: ColumnElement[bool]) -> list[WorkProgress]:
        """The last heartbeats of live claims; of very many, those that came last."""
        live = _W.lease_until > func.clock_timestamp(), _W.heartbeat_at.is_not(None), *conditions
        columns = [column for column in _W if column.name not in {"phases", "details"}]
        newest = select(*columns).where(*live).order_by(_W.heartbeat_at.desc()).limit(_MANY)
        async with self._pool.connect() as connection:
            rows = (await connection.execute(newest)).mappings().all()
        return [each for each in map(_progress, rows) if each is not None]


def _progress(row: Row) -> WorkProgress | None:
    lease = lease_from(row)
    if lease is None:
        return None
    return WorkProgress(WorkflowId(str(row["id"])), row["project_id"], row["worker"], lease)
