"""The ground on which all sides stand: a database each, with the same workflows in the same places of the log."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

import asyncpg

from domain.vocabulary import State
from tests.bench.builds import begin, step
from tests.bench.children import server_over
from tests.bench.requests import Connection, connected

HALFWAY = (State.DISCOVERY, State.PLANNING, State.HANDOFF_TO_CODER, State.IMPLEMENTATION, State.HANDOFF_TO_TESTER)
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Ground:
    """The database of each side, workflows at their beginning and others in TESTING."""

    urls: Mapping[str, str]
    new: Sequence[str]
    halfway: Sequence[str]


@contextmanager
def ground(url: str, sides: Sequence[str], new: int, halfway: int) -> Iterator[Ground]:
    """Start as many workflows of either kind in the database at `url`, and copy it for all sides but the first.

    Idle servers follow their log, so one database for all would have each pay for what the others do.
    """
    with server_over(url) as (port, _):
        ids = asyncio.run(started(port, new)), asyncio.run(started(port, halfway, HALFWAY))
    name = urlsplit(url).path[1:]
    elsewhere, copies = _named(url, "postgres"), {side: f"{name}_{side.lower()}" for side in sides[1:]}
    asyncio.run(_execute(elsewhere, *(f"create database {copy} template {name}" for copy in copies.values())))
    try:
        yield Ground({sides[0]: url} | {side: _named(url, copy) for side, copy in copies.items()}, *ids)
    finally:
        asyncio.run(_execute(elsewhere, *(f"drop database {copy} with (force)" for copy in copies.values())))


def _named(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def add_functions(url: str) -> None:
    """Give the database what PostGraphile makes more than tables of."""
    folder = files("tests.bench.peers")
    statement = (folder / "note.sql").read_text()
    asyncio.run(_execute(url, (folder / "postgraphile.sql").read_text().replace("/* note.sql */", statement)))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def started(port: int, count: int, way: Sequence[State] = ()) -> list[str]:
    """New workflows, each taken on from these states."""
    shares = [range(first, count, _AT_ONCE) for first in range(min(count, _AT_ONCE))]
    found = await asyncio.gather(*(_share(port, len(share), way) for share in shares))
    return [identity for several in found for identity in several]


async def _share(port: int, count: int, way: Sequence[State]) -> list[str]:
    async with connected(port) as connection:
        return [await _one(connection, way) for _ in range(count)]


async def _one(connection: Connection, way: Sequence[State]) -> str:
    identity = await begin(connection)
    for state in way:
        await connection.send(step(identity, state))
    return identity
