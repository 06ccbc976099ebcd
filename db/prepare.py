"""Making a database ready to be served, before anything is served from it."""

import asyncpg
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import migrate
from db.pool import create_engine

OLDEST = 14
"""The oldest major version of Postgres that will do."""


class DatabaseUnfitError(Exception):
    """The database can't be used; the message says why, and what would help."""


async def prepare_database(dsn: str) -> None:
    """Bring the database behind `dsn` to the schema that this code expects. Raises DatabaseUnfitError."""
    try:
        engine = create_engine(dsn, pool_size=1, command_timeout=None)  # a migration may take long
        try:
            await _check_version(engine)
            await migrate.upgrade(engine)
        finally:
            await engine.dispose()
    except CommandError as error:
        message = f"the database can't be used: {error}. A newer Handoff has served it; use that one, or a later one."
        raise DatabaseUnfitError(message) from error
    except (OSError, ValueError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(getattr(error, "orig", error)).strip() or type(error).__name__
        message = f"the database can't be used: {reason}. Check DATABASE_URL, or leave it out to use the embedded one."
        raise DatabaseUnfitError(message) from error


async def expect_current(dsn: str) -> None:
    """Raises DatabaseUnfitError if the schema of the database behind `dsn` is another one than this code expects."""
    engine = create_engine(dsn, pool_size=1)
    try:
        if not await migrate.is_current(engine):
            raise DatabaseUnfitError("the database has another schema: use the version of Handoff that serves it.")
    finally:
        await engine.dispose()


async def _check_version(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        version = int((await connection.execute(text("show server_version_num"))).scalar_one()) // 10_000
    if version < OLDEST:
        raise DatabaseUnfitError(f"the database is PostgreSQL {version}; Handoff needs {OLDEST} or newer.")
