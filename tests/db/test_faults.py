"""What an error of the database is taken for."""

import asyncio

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.faults import is_unreachable


def caused(error: Exception, by: BaseException) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        caused(TimeoutError(), asyncio.CancelledError()),
        PoolTimeoutError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.AdminShutdownError(),
        DBAPIError("select", {}, caused(Exception("translated"), asyncpg.ConnectionDoesNotExistError())),
    ],
    ids=repr,
)
def test_a_database_that_is_away_may_come_back(error: Exception) -> None:
    assert is_unreachable(error)


@pytest.mark.parametrize(
    "error",
    [ValueError("a bug"), KeyError("another"), asyncpg.UndefinedTableError(), asyncpg.UndefinedColumnError()],
    ids=repr,
)
def test_a_bug_does_not_go_away_by_waiting(error: Exception) -> None:
    assert not is_unreachable(error)
