"""A database of a size: made once, and kept under its size's name."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

from db.embedded import EmbeddedPostgres
from db.prepare import prepare_database
from domain.workflow import Workflow
from tests.bench.bulk.indexes import without_indexes
from tests.bench.bulk.multiply import MULTIPLY, PREPARE
from tests.bench.bulk.templates import COUNT, write_templates
from tests.db.writers import running

FOLDER = Path(".data/bulk")
SETTINGS = {"max_wal_size": "4GB", "maintenance_work_mem": "512MB", "checkpoint_timeout": "15min"}
"""What a Postgres needs so that making a big database takes minutes."""

EVENTS_EACH = 11
_BYTES_EACH = 1_000
_CHUNK = 100 * COUNT
_SPARE_BYTES = 5_000_000_000
_BULK = ("set session_replication_role = replica", "set synchronous_commit = off", "set work_mem = '64MB'")


def say(line: str) -> None:
    """Tell how far it is."""
    print(line, flush=True)


def require_space(folder: Path, workflows: int) -> None:
    """End with a sentence if the disk can't hold so many."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free - _SPARE_BYTES
    fits = max(0, free) // (EVENTS_EACH * _BYTES_EACH)
    if workflows > fits:
        raise SystemExit(f"The disk has room for {fits:,} workflows, not for {workflows:,}: make WORKFLOWS smaller.")


async def database_of(server: EmbeddedPostgres, workflows: int, say: Callable[[str], None]) -> str:
    """The URL of the database with so many workflows; it is made if there is none."""
    name = f"bulk_{workflows}"
    url = server.url.replace("/handoff?", f"/{name}?")
    connection = await asyncpg.connect(server.url)
    try:
        if not await connection.fetchval("select true from pg_database where datname = $1", name):
            making = f"{name}_making"
            await connection.execute(f"drop database if exists {making}")
            await connection.execute(f"create database {making}")
            await fill(server.url.replace("/handoff?", f"/{making}?"), workflows, say)
            await connection.execute(f"alter database {making} rename to {name}")
        size = await connection.fetchval("select pg_database_size($1)", name)
        say(f"{name}: {size / 1e9:.2f} GB")
    finally:
        await connection.close()
    return url


async def fill(url: str, workflows: int, say: Callable[[str], None], chunk: int = _CHUNK) -> None:
    """Bring an empty database to so many workflows, at least as many as there are templates."""
    await prepare_database(url)
    async with running(url) as writer:
        templates = await write_templates(writer)
    connection = await asyncpg.connect(url)
    try:
        began = time.monotonic()
        await _multiply(connection, templates, workflows - COUNT, chunk, say)
        say(f"analyzing, {time.monotonic() - began:.0f} s so far")
        await connection.execute("vacuum (analyze)")
        events = await connection.fetchval("select position from log_head")
        say(f"{workflows:,} workflows, {events:,} events in {time.monotonic() - began:.0f} s")
    finally:
        await connection.close()


async def _multiply(
    connection: asyncpg.Connection, templates: Sequence[Workflow], copies: int, chunk: int, say: Callable[[str], None]
) -> None:
    for setting in _BULK:
        await connection.execute(setting)
    identities = [UUID(template.id) for template in templates]
    await connection.execute("create temp table templates (number int, id uuid)")
    await connection.executemany("insert into templates values ($1, $2)", list(enumerate(identities)))
    await connection.execute(PREPARE)
    async with without_indexes(connection):
        for first in range(0, copies, chunk):
            last = min(copies, first + chunk) - 1
            await connection.execute(MULTIPLY, first, last, COUNT)
            if first // chunk % 50 == 0:
                say(f"{last + 1:,} of {copies:,} copies")
        say("building the indexes")
