"""Noticing that claims have run out, without anybody calling."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress

from sqlalchemy import func, select

from db.faults import is_unreachable
from db.pool import Pool
from db.tables import build_workflows
from domain.vocabulary import WorkflowId

_SHORTEST = 0.02
_MANY = 500
_W = build_workflows.c
_log = logging.getLogger(__name__)


class ExpiryWatch:
    """Tells `expire` of claims that have run out by the database's clock, at the latest `poll` seconds after.

    Between two looks it waits until the next claim that it knows of runs out.
    """

    def __init__(self, pool: Pool, expire: Callable[[Iterable[WorkflowId]], None], *, poll: float = 0.5) -> None:
        self._pool = pool
        self._expire = expire
        self._poll = poll
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch(), name="expiry watch")

    async def stop(self) -> None:
        """Watch no longer."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            pause = self._poll
            try:
                pause = await self._look()
            except Exception as error:  # noqa: BLE001 - a watch that is dead would let claims last for ever
                if not is_unreachable(error):
                    _log.exception("looking for claims that ran out failed, and will be tried again")
            await asyncio.sleep(pause)

    async def _look(self) -> float:
        """Pass on what has run out. Gives the seconds until it is worth looking again."""
        left = func.extract("epoch", _W.lease_until - func.clock_timestamp())
        soonest = select(_W.id, left.label("left")).where(_W.lease_until.is_not(None)).order_by(_W.lease_until)
        async with self._pool.connect() as connection:
            rows = (await connection.execute(soonest.limit(_MANY))).all()
        due = [WorkflowId(str(row.id)) for row in rows if row.left <= 0]
        if due:
            self._expire(due)
        if len(due) == _MANY:
            return _SHORTEST
        waiting = [float(row.left) for row in rows if row.left > 0]
        return min(self._poll, max(_SHORTEST, min(waiting, default=self._poll)))
