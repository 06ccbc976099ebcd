"""Group commit: commands that arrive while a commit is under way are carried out together by the next one."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from uuid import uuid4

import asyncpg

from db.faults import is_collision, is_lost, is_misplaced, is_passing
from db.fingerprint import digested, fingerprint
from db.log.answers import Answer, Refused
from db.log.archived import find_archived, refuse_archived
from db.log.batch import Batch
from db.log.item import Item
from db.log.known import KnownWorkflows
from db.log.link import Link
from db.log.replay import Replayer, find_recorded
from db.log.statement import WRITE, arguments
from db.metrics import BATCH, COMMIT, COMMIT_FAILURES, EVENTS
from db.records import StoredEvent, StoredWorkflow
from db.spans import Facts, span
from domain.commands import Command
from domain.refusals import Unavailable
from domain.validation import check
from domain.vocabulary import WorkflowId

_PLANS = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off"
"""The statement's plan never depends on its arguments, and planning it anew costs more than carrying it out."""

_RESPITE = 60.0
"""Seconds before a claim that could not be ended is tried again."""

_log = logging.getLogger(__name__)


class LogWriter:
    """The one way into the log for this process.

    `on_commit` is given the events of each commit, in the order of the log. `patience` is how long a command may wait
    for its answer, in seconds, before it is told that the database can't be reached or that its outcome is unknown.
    """

    def __init__(
        self,
        dsn: str,
        on_commit: Callable[[Sequence[StoredEvent]], None],
        *,
        patience: float = 10.0,
        max_batch: int = 256,
    ) -> None:
        self._link = Link(dsn, name="handoff writer", settings=_PLANS)
        self._known = KnownWorkflows()
        self._replayer = Replayer(dsn)
        self._on_commit = on_commit
        self._patience = patience
        self._max_batch = max_batch
        self._waiting: deque[Item] = deque()
        self._due: set[WorkflowId] = set()
        self._unfit: dict[WorkflowId, float] = {}
        self._arrived = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    @property
    def backlog(self) -> int:
        """How many commands wait for the next round."""
        return len(self._waiting)

    def start(self) -> None:
        """Begin to carry out commands."""
        self._task = asyncio.create_task(self._run(), name="log writer")

    async def stop(self) -> None:
        """Carry out what has been accepted, then end. Later commands are told that nothing was done."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            await self._task
        for leave in (self._replayer.stop, self._link.close):
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await leave()

    async def submit(self, command: Command, key: str | None = None) -> Answer:
        """Carry out `command` durably, or say why not.

        Cancelling the caller does not cancel the command. Raises what the database said about a command that it
        could not store although the rules allow it; nothing was done then.
        """
        if self._stopping:
            return Refused(Unavailable(), None)
        if invalid := check(command):
            return Refused(invalid, None)
        loop = asyncio.get_running_loop()
        item = Item(digested(command), key or str(uuid4()), key is not None, fingerprint(command), loop.create_future())
        self._waiting.append(item)
        self._arrived.set()
        timer = loop.call_later(self._patience, item.expire)
        item.answer.add_done_callback(lambda _: timer.cancel())
        return await asyncio.shield(item.answer)

    def expire(self, workflows: Iterable[WorkflowId]) -> None:
        """End the claims of these workflows that have run out by the database's clock, as soon as it can be done."""
        now = asyncio.get_running_loop().time()
        self._unfit = {workflow_id: until for workflow_id, until in self._unfit.items() if until > now}
        self._due.update(workflow_id for workflow_id in workflows if workflow_id not in self._unfit)
        self._arrived.set()

    async def _run(self) -> None:
        pause = 0.0
        while self._waiting or not self._stopping:
            if not (self._waiting or self._due):
                self._arrived.clear()
                await self._arrived.wait()
            await asyncio.sleep(pause)
            batch, due = self._take(), self._due
            self._due = set()
            if batch:
                BATCH.observe(len(batch))
            failed = bool(batch or due) and await self._carry_out(batch, due)
            pause = min(1.0, pause * 2 or 0.02) if failed else 0.0

    def _take(self) -> list[Item]:
        batch: list[Item] = []
        while self._waiting and len(batch) < self._max_batch:
            item = self._waiting.popleft()
            if not (item.answer.done() or item.replaying):
                batch.append(item)
        return batch

    def _again(self, items: list[Item]) -> None:
        self._waiting.extendleft(reversed(items))

    async def _carry_out(self, items: list[Item], due: AbstractSet[WorkflowId] = frozenset()) -> bool:
        """One round. True if the database was the reason that something is left to do.

        What is `due` and could not be done is left to whoever looks for it next.
        """
        facts: Facts = {"handoff.commands": len(items)}
        try:
            with span("write batch", facts):
                self._again(await self._round(items, due))
        except Exception as error:  # noqa: BLE001 - each command must get an answer, whatever went wrong
            COMMIT_FAILURES.inc()
            if is_lost(error) or is_misplaced(error):
                self._link.drop()
                self._known.forget()
            elif is_collision(error) or not is_passing(error):
                return await self._one_by_one(items, due, error)
            _log.warning("a commit of %d commands failed and will be tried again: %r", len(items), error)
            self._again(items)
            return True
        return False

    async def _one_by_one(self, items: list[Item], due: AbstractSet[WorkflowId], error: Exception) -> bool:
        """Find what makes the statement fail, so that it fails alone."""
        if len(items) + len(due) > 1:
            left = [await self._carry_out([], {workflow_id}) for workflow_id in due]
            return any(left + [await self._carry_out([item]) for item in items])
        for workflow_id in due:
            _log.error("the claim of workflow %s has run out, but can't be ended", workflow_id, exc_info=error)
            self._unfit[workflow_id] = asyncio.get_running_loop().time() + _RESPITE
        if is_collision(error):
            self._again(items)
            return False
        for item in items:
            _log.error("the database refused a command that the rules allow", exc_info=error)
            item.fail(error)
        return False

    async def _round(self, items: list[Item], due: AbstractSet[WorkflowId]) -> list[Item]:
        """Load, decide, write and answer. What comes back must be decided again."""
        connection = await self._link.get()
        loaded = await self._known.load(connection, due | {item.command.workflow_id for item in items})
        archived = await find_archived(connection, items, loaded.stored)
        fresh = await self._answer_recorded(connection, items, {**loaded.stored, **archived})
        fresh = refuse_archived(fresh, archived)
        batch = Batch(fresh, loaded)
        rows = await self._write(connection, batch, set(fresh) - set(batch.postponed)) if batch.entries else []
        left = {*batch.settle(rows), *batch.postponed}
        self._known.keep(slot.stored for slot in batch.slots.values() if slot.stored is not None)
        if batch.written:
            _count(batch.written)
            self._on_commit(batch.written)
        return [item for item in items if item in left]

    async def _answer_recorded(
        self, connection: asyncpg.Connection, items: list[Item], stored: Mapping[WorkflowId, StoredWorkflow]
    ) -> list[Item]:
        """Have answered what the log bears already, and give the rest that still waits.

        Keys are looked up after the workflows were loaded: a commit that falls between the two is then found by its
        key, and not mistaken for somebody else's change.
        """
        suspects = [item for item in items if item.keyed or item.uncertain]
        recorded = await find_recorded(connection, suspects, stored)
        for item, found in recorded.items():
            record = stored.get(item.command.workflow_id)
            self._replayer.answer(item, found, record)
        return [item for item in items if item not in recorded and not item.answer.done()]

    async def _write(
        self, connection: asyncpg.Connection, batch: Batch, items: AbstractSet[Item]
    ) -> list[asyncpg.Record]:
        for item in items:
            item.in_flight = True
        try:
            with COMMIT.time():
                return await self._link.write(connection, WRITE, *arguments(batch.swaps, batch.entries))
        except Exception as error:
            for item in items:
                item.uncertain |= is_lost(error)
            raise
        finally:
            for item in items:
                item.in_flight = False


def _count(events: Iterable[StoredEvent]) -> None:
    for kind, number in Counter(stored.event.kind for stored in events).items():
        EVENTS.labels(kind).inc(number)
