"""One subscriber of a cohort."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TypeAlias

from db.records import Position
from resolvers.following import Course
from schema.cohorts.cohort import Cohort, Item, OpenStream
from schema.cohorts.sending import Rest, begin

Send: TypeAlias = Callable[[str], Awaitable[None]]


class Member:
    """Somebody who is sent everything after `position`, in order, each once.

    While it keeps up it is `current`: the cohort sends to it directly. When a send has to wait, it goes on alone, from
    what the cohort has kept or else by a stream of its own, until it has caught up.
    """

    __slots__ = ("_cohort", "_current", "_error", "_open_stream", "_position", "_rest", "_send", "_woken")

    def __init__(
        self,
        cohort: Cohort,
        position: Position,
        send: Send,
        open_stream: OpenStream,
    ) -> None:
        self._cohort = cohort
        self._position = position
        self._send = send
        self._open_stream = open_stream
        self._current = False
        self._rest: Rest | None = None
        self._error: Exception | None = None
        self._woken = asyncio.Event()

    def hear(self, item: Item) -> None:
        """Send the item at once, if all before it was sent."""
        if not self._current or item.position <= self._position:
            return
        self._position = item.position
        try:
            self._rest = begin(self._send(item.payload))
        except Exception as error:  # noqa: BLE001 - one member's fault must not reach the others
            self._error = error
        if self._rest is not None or self._error is not None:
            self._wake()

    def end(self) -> None:
        """Go on alone: there will be no more items."""
        self._wake()

    def _wake(self) -> None:
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
                await self._finish()
        finally:
            self._current = False
            if self._rest is not None:
                self._rest.close()

    async def _finish(self) -> None:
        if self._error is not None:
            raise self._error
        if self._rest is not None:
            await self._rest
            self._rest = None

    async def _send_last_words(self) -> None:
        for payload in self._cohort.last_words:
            await self._send(payload)

    async def _catch_up(self) -> bool:
        """Send what was missed. False if that failed, which the subscriber then has been told."""
        while (missed := self._cohort.since(self._position)) != []:
            if missed is None:
                if not await self._replay(self._cohort.latest):
                    return False
                continue
            for item in missed:
                await self._send(item.payload)
                self._position = item.position
        return True

    async def _replay(self, end: Position) -> bool:
        course = Course(begin=self._position, end=end)
        async with aclosing(self._open_stream(course)) as results:
            async for payload in results:
                await self._send(payload)
                if course.position <= self._position:
                    return False  # no event's: with such a result a stream ends
                self._position = course.position
        self._position = end
        return True
