"""Pages of lists, by cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from db.cursors import BadCursorError
from resolvers.requests import RequestError, RequestErrorCode

MAX_PAGE = 100
"""The most items that one page holds, however many are asked for."""

Item = TypeVar("Item")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list, how to make the cursor after one, and whether more follow."""

    items: Sequence[Item]
    cursor: Callable[[Item], str]
    has_next: bool


def page_size(first: int) -> int:
    """How many items to give when `first` are asked for. Raises RequestError for fewer than one."""
    if first < 1:
        message = f"`first`: expected a number from 1 to {MAX_PAGE}, received {first}."
        raise RequestError(RequestErrorCode.BAD_PAGE_SIZE, message)
    return min(first, MAX_PAGE)


def read_cursor(read: Callable[[str], Read], cursor: str | None) -> Read | None:
    """What `cursor` stands for; None without one. Raises RequestError for one that can't be followed."""
    try:
        return None if cursor is None else read(cursor)
    except BadCursorError as error:
        raise RequestError(RequestErrorCode.BAD_CURSOR, f"`after`: {error}") from error


def page_of(found: Sequence[Item], size: int, cursor: Callable[[Item], str]) -> Page[Item]:
    """The page that `found` makes, where one more than `size` was looked for."""
    return Page(found[:size], cursor, has_next=len(found) > size)
