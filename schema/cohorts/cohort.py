"""One execution for all that asked the same."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from db.records import Position
from resolvers.following import Course

OpenStream: TypeAlias = Callable[[Course], AsyncGenerator[bytes, None]]

KEPT = 64
"""Encoded events that a cohort keeps for members that were slow for a moment; older ones they read on their own."""

KEPT_BYTES = 1_000_000
"""Bytes of these, of which one event may have more."""

TURN = 100
"""Members that are sent to before everything else in the process gets its turn."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event as it goes over the wire, and its position."""

    position: Position
    payload: bytes


class Listener(Protocol):
    """A member of a cohort: it is given each item, and told when the cohort has ended."""

    def hear(self, item: Item) -> None:
        """Send the item, or remember that it has to be fetched."""

    def end(self) -> None:
        """There will be no more items."""


class Cohort:
    """The members that share one stream of results, and the newest of these.

    `open_stream` begins the stream on a course; `floor` is the position after which nothing is missing in what is
    kept, `latest` that of the newest. `last_words` are results that belong to no event: the stream ends with them.
    """

    def __init__(self, begin: Position, open_stream: OpenStream) -> None:
        self.floor = self.latest = begin
        self.last_words: list[bytes] = []
        self.ended = False
        self._course = Course(begin=begin)
        self._items: deque[Item] = deque()
        self._size = 0
        self._members: set[Listener] = set()
        self._task = asyncio.create_task(self._lead(open_stream), name="cohort")

    async def good(self) -> bool:
        """Whether what is asked for can be followed; False if the stream ended before it began."""
        started = asyncio.ensure_future(self._course.started.wait())
        try:
            await asyncio.wait((started, self._task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            started.cancel()
        return self._course.started.is_set()

    def since(self, position: Position) -> Sequence[Item] | None:
        """The items after `position`; None if some of them are no longer kept."""
        if position < self.floor:
            return None
        return [item for item in self._items if item.position > position]

    def join(self, member: Listener) -> None:
        """Give `member` what is new from now on."""
        self._members.add(member)

    def leave(self, member: Listener) -> bool:
        """Give `member` nothing more. True if nobody is left, which ends the cohort."""
        self._members.discard(member)
        if not self._members:
            self._task.cancel()
        return not self._members

    async def _lead(self, open_stream: OpenStream) -> None:
        try:
            async with aclosing(open_stream(self._course)) as results:
                async for payload in results:
                    if self._course.position > self.latest:
                        await self._tell(Item(self._course.position, payload))
                    else:
                        self.last_words.append(payload)
        finally:
            self.ended = True
            for member in self._members:
                member.end()

    async def _tell(self, item: Item) -> None:
        self._keep(item)
        for number, member in enumerate(tuple(self._members), start=1):
            member.hear(item)
            if number % TURN == 0:
                await asyncio.sleep(0)

    def _keep(self, item: Item) -> None:
        self._items.append(item)
        self._size += len(item.payload)
        self.latest = item.position
        while len(self._items) > 1 and (len(self._items) > KEPT or self._size > KEPT_BYTES):
            oldest = self._items.popleft()
            self._size -= len(oldest.payload)
            self.floor = oldest.position
