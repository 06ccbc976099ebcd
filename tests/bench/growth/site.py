"""A server over a database of one size, and which of its workflows are asked for."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import asyncpg

from db.cursors import Cursors
from db.records import Position
from tests.bench.bulk.templates import COMPLETE, COUNT
from tests.bench.children import server_over
from tests.bench.requests import Connection

_BACK = 50


@dataclass(slots=True)
class Site:
    """One side of the comparison. `recent` is a cursor shortly before the head that the server began with.

    `connection` is open during a turn.
    """

    port: int
    pids: tuple[int, int]
    workflows: int
    recent: str
    random: Random = field(default_factory=lambda: Random(1))
    connection: Connection = field(init=False)

    def some(self, count: int) -> list[str]:
        """Ids of different workflows, by chance."""
        return [_identity(number) for number in self.random.sample(range(self.workflows - COUNT), count)]

    def some_complete(self, count: int) -> list[str]:
        """The same, of those that were made complete; to send them back and complete them again keeps them so."""
        made = (self.workflows - COUNT) // COUNT
        chosen: Sequence[int] = self.random.sample(range(made * COMPLETE), count)
        return [_identity(number // COMPLETE * COUNT + number % COMPLETE) for number in chosen]


def _identity(number: int) -> str:
    """The id that the bulk gave to the copy with this number."""
    return str(UUID(hashlib.md5(f"bulk {number}".encode(), usedforsecurity=False).hexdigest()))


@asynccontextmanager
async def site(database: str, workflows: int, postgres: int) -> AsyncIterator[Site]:
    """Serve the database, which holds so many workflows, until the end of the block. `postgres` is its pid."""
    connection = await asyncpg.connect(database)
    try:
        row = await connection.fetchrow("select log_id, position from log_head")
    finally:
        await connection.close()
    assert row is not None
    recent = Cursors(row["log_id"]).of_position(Position(row["position"] - _BACK))
    with server_over(database) as (port, server):
        yield Site(port, (server, postgres), workflows, recent)
