"""The pool of connections that reads use."""

from functools import partial

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def create_engine(dsn: str, *, pool_size: int = 10) -> AsyncEngine:
    """A pool of at most `pool_size` connections to the database behind the libpq-style URL `dsn`.

    Each statement is a transaction of its own, unless a transaction is begun with another isolation level. asyncpg
    reads the URL itself, so that it means the same here as in the writer.
    """
    connect = partial(
        asyncpg.connect,
        dsn,
        timeout=5,
        command_timeout=30,
        server_settings={"application_name": "handoff reader"},
    )
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # they may hold what clients said, and errors are logged
        isolation_level="AUTOCOMMIT",
    )
