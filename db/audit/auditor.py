"""Verifying one workflow, or the log as a whole, each as it stands at one moment."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.audit import reading
from db.audit.history import History
from db.audit.problem import LogVerification, Problem, Verification
from db.audit.standing import row_problem
from db.codec import uuid_of
from db.records import Position
from db.turns import turn
from domain.vocabulary import WorkflowId

_FIRST = UUID(int=0)
_BEFORE_ALL = -(2**63)
"""Less than every number that the database can hold: what was forged may stand before the first."""

_EVENTS = 50
_PLACES = 5_000


class Auditor:
    """Verifies through `engine`, at most `at_once` workflows at a time, so that there is something left for others."""

    def __init__(self, engine: AsyncEngine, *, at_once: int = 2) -> None:
        self._engine = engine
        self._turn = asyncio.Semaphore(at_once)

    async def verify(self, workflow_id: WorkflowId) -> Verification | None:
        """The audit of a workflow; None if there is no such workflow. Raises TimeoutError if too many are under way."""
        uuid = uuid_of(workflow_id)
        if uuid is None:
            return None
        async with turn(self._turn), reading.snapshot(self._engine) as connection:
            row = await reading.row_of(connection, uuid)
            if row is None:
                return None
            history = History()
            problem = await _follow(history, connection, uuid) or row_problem(row, history)
        return Verification(workflow_id, history.events, history.hash, problem)

    async def workflows(self) -> AsyncIterator[WorkflowId]:
        """All workflows, also those that start meanwhile if their turn is yet to come."""
        after = _FIRST
        while True:
            async with self._engine.connect() as connection:
                found = await reading.ids(connection, after, _PLACES)
            if not found:
                return
            for uuid in found:
                yield WorkflowId(str(uuid))
            after = found[-1]

    async def verify_log(self) -> LogVerification:
        """Whether positions are dense, the head is the last of them, and each is that of a workflow's event.

        A position is in the log or in the archive, which must reach no further than the head says, with all its keys.
        """
        position, after = 0, _BEFORE_ALL
        async with reading.snapshot(self._engine) as connection:
            head = await reading.head(connection)
            while found := await reading.places(connection, after, _PLACES):
                for row in found:
                    problem = _place_problem(position + 1, row["position"], known=row["known"])
                    if problem is not None:
                        return LogVerification(Position(position), problem)
                    position += 1
                after = found[-1]["position"]
        return LogVerification(Position(position), _head_problem(position, head))


def _head_problem(position: int, head: RowMapping | None) -> str | None:
    if head is None or head["position"] != position:
        found = None if head is None else head["position"]
        return f"The last event is at position {position}, but the head of the log is {found}."
    if (head["highest"] or 0) > head["archived_to"]:
        return (
            f"The archive reaches to position {head['highest']}, but by the head of the log to {head['archived_to']}."
        )
    return (
        None if head["unkept"] is None else f"The key of the archived event at position {head['unkept']} is not kept."
    )


def _place_problem(expected: int, found: int, *, known: bool) -> str | None:
    if found != expected:
        return f"Expected an event at position {expected}, found the next one at {found}."
    return None if known else f"The event at position {found} belongs to no workflow."


async def _follow(history: History, connection: AsyncConnection, workflow_id: UUID) -> Problem | None:
    """Add the workflow's events to `history` for as long as they fit."""
    after = _BEFORE_ALL
    while True:
        rows = await reading.events_of(connection, workflow_id, after, _EVENTS)
        for row in rows:
            problem = history.add(row)
            if problem is not None:
                return problem
        if len(rows) < _EVENTS:
            return None
        after = rows[-1]["sequence"]
