"""Saying that the database can't be reached in the same way, wherever a command meets that."""

from collections.abc import Awaitable
from typing import TypeVar

from db.faults import is_unreachable
from db.log.answers import Refused
from domain.refusals import Unavailable

Found = TypeVar("Found")


async def or_unavailable(asked: Awaitable[Found]) -> Found | Refused:
    """What is asked for, or that nothing was done because the database can't be reached."""
    try:
        return await asked
    except Exception as error:
        if is_unreachable(error):
            return Refused(Unavailable(), None)
        raise
