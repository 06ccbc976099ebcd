"""One subscriber of a cohort."""

import asyncio
from contextlib import aclosing

from db.records import Position
from resolvers.following import Course
from schema.cohorts.cohort import Cohort, Item, OpenStream
from schema.cohorts.sending import Sender


class Member:
    """Somebody who is sent everything after `position`, in order, each once.

    While it keeps up it is `current`: the cohort sends to it directly. When a send would have to wait, it goes on
    alone, from what the cohort has kept or else by a stream of its own, until it has caught up.
    """

    __slots__ = ("_cohort", "_current", "_open_stream", "_position", "_sender", "_woken")

    def __init__(self, cohort: Cohort, position: Position, sender: Sender, open_stream: OpenStream) -> None:
        self._cohort = cohort
        self._position = position
        self._sender = sender
        self._open_stream = open_stream
        self._current = False
        self._woken = asyncio.Event()

    def hear(self, item: Item) -> None:
        """Send the item at once, if all before it was sent."""
        if not self._current or item.position <= self._position:
            return
        if self._sender.now(item.payload):
            self._position = item.position
        else:
            self.end()

    def end(self) -> None:
        """Go on alone: there will be no more items, or the client has too much left to read."""
        self._current = False
        self._woken.set()

    async def run(self) -> None:
        """Send until the cohort, which has been joined, has ended. Raises whatever sending raises."""
        try:
            while await self._catch_up():
                if self._cohort.ended:
                    await self._send_last_words()
                    return
                self._current = True
                await self._woken.wait()
                self._woken.clear()
        finally:
            self._current = False

    async def _send_last_words(self) -> None:
        for payload in self._cohort.last_words:
            await self._sender.send(payload)

    async def _catch_up(self) -> bool:
        """Send what was missed. False if that failed, which the subscriber then has been told."""
        while (missed := self._cohort.since(self._position)) != []:
            if missed is None:
                if not await self._replay(self._cohort.latest):
                    return False
                continue
            for item in missed:
                await self._sender.send(item.payload)
                self._position = item.position
        return True

    async def _replay(self, end: Position) -> bool:
        course = Course(begin=self._position, end=end)
        async with aclosing(self._open_stream(course)) as results:
            async for payload in results:
                await self._sender.send(payload)
                if course.position <= self._position:
                    return False  # no event's: with such a result a stream ends
                self._position = course.position
        self._position = end
        return True
