"""The pool of connections that reads use."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def create_engine(dsn: str, *, pool_size: int = 10) -> AsyncEngine:
    """A pool of at most `pool_size` connections to the database behind the libpq-style URL `dsn`.

    Each statement is a transaction of its own, unless a transaction is begun with another isolation level.
    """
    return create_async_engine(
        sqlalchemy_url(dsn),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": 5, "command_timeout": 30, "server_settings": {"application_name": "handoff reader"}},
    )


def sqlalchemy_url(dsn: str) -> URL:
    """`dsn` as SQLAlchemy writes it for asyncpg."""
    return make_url(dsn).set(drivername="postgresql+asyncpg")
