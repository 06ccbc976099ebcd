"""How the log stands, as the database sees it: figures that are the same for all processes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Float, func, null, select

from db.pool import Pool
from db.records import Position
from db.tables import build_workflows, log_head, workflow_events
from domain.vocabulary import Role

_W = build_workflows.c
_E = workflow_events.c


@dataclass(frozen=True, slots=True)
class Standing:
    """The head of the log; for how many seconds the oldest event after a position has been there, 0 without one.

    `waiting` is for how many seconds the oldest work of each role has waited, 0 if there is none. `claims` are live.
    """

    head: Position
    unread_seconds: float
    waiting: Mapping[Role, float]
    claims: int


async def standing(pool: Pool, read: Position | None) -> Standing:
    """Ask the database, in one statement that follows indexes only. `read` is the position read so far, if any."""
    oldest = [
        select(_age(_W.since)).where(_W.waits_for == str(role)).order_by(_W.since).limit(1).scalar_subquery()
        for role in Role
    ]
    claims = select(func.count()).where(_W.lease_until > func.statement_timestamp()).scalar_subquery()
    unread = null() if read is None else select(_age(_E.recorded_at)).where(_E.position == read + 1).scalar_subquery()
    async with pool.connect() as connection:
        head, live, age, *ages = (await connection.execute(select(log_head.c.position, claims, unread, *oldest))).one()
    waiting = {role: max(0.0, float(found or 0)) for role, found in zip(Role, ages, strict=True)}
    return Standing(Position(head), max(0.0, float(age or 0)), waiting, int(live))


def _age(since: ColumnElement[object]) -> ColumnElement[float]:
    return func.extract("epoch", func.statement_timestamp() - since).cast(Float)
