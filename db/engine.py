"""The pool of connections that reads use."""

from functools import partial

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection

from db.nodes import connect, takes_writes


def create_engine(dsn: str, *, pool_size: int = 10, command_timeout: float | None = 30) -> AsyncEngine:
    """A pool of at most `pool_size` connections to the database behind the libpq-style URL `dsn`.

    `command_timeout` bounds each statement, in seconds. Each is a transaction of its own, unless a transaction is
    begun with another isolation level. All reads go to the node that takes writes, as the writer does: any other may
    lack what was acknowledged.
    """
    settings = {"application_name": "handoff reader"}
    creator = partial(connect, dsn, patience=5, command_timeout=command_timeout, server_settings=settings)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=creator,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # they may hold what clients said, and errors are logged
        isolation_level="AUTOCOMMIT",
    )
    event.listen(engine.sync_engine, "checkout", _leave_a_node_that_takes_no_writes)
    return engine


def _leave_a_node_that_takes_no_writes(_: object, __: object, connection: PoolProxiedConnection) -> None:
    """Have another connection made if the node was demoted without ending this one; the ping has just asked it."""
    driver = connection.driver_connection
    if driver is not None and not takes_writes(driver):
        raise DisconnectionError("the node takes no writes any more")
