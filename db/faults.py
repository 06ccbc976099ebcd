"""What an error of the database says about the statement that met it."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_LOST_STATES = ("08", "57P01", "57P02", "57P03", "57P05")
_PASSING_STATES = ("23505", "25006", "40", "53", "55", "57", "58", "72")


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that the fate of the statement under way is unknown."""
    if isinstance(error, asyncpg.PostgresError):
        return _state(error).startswith(_LOST_STATES)
    if isinstance(error, ValueError):  # asyncpg's word for an argument that it can't encode: nothing was sent
        return False
    return isinstance(error, OSError | asyncpg.InterfaceError | asyncpg.InternalClientError)


def is_passing(error: BaseException) -> bool:
    """Whether the statement certainly failed, for a reason that may be gone when it is tried again."""
    return isinstance(error, asyncpg.PostgresError) and _state(error).startswith(_PASSING_STATES)


def is_misplaced(error: BaseException) -> bool:
    """Whether the statement certainly failed because the node takes no writes: another one may."""
    return isinstance(error, asyncpg.ReadOnlySQLTransactionError)


def is_unreachable(error: BaseException) -> bool:
    """Whether a read failed because the database, or a free connection to it, can't be had at the moment."""
    if isinstance(error, PoolTimeoutError):
        return True
    original = error.orig if isinstance(error, DBAPIError) else error
    chain = (original, getattr(original, "__cause__", None))
    return any(found is not None and (is_lost(found) or is_passing(found)) for found in chain)


def is_collision(error: BaseException) -> bool:
    """Whether another process recorded the same key, or started the same workflow, a moment earlier."""
    return isinstance(error, asyncpg.UniqueViolationError)


def _state(error: asyncpg.PostgresError) -> str:
    return error.sqlstate or ""
