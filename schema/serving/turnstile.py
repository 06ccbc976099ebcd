"""How many requests are worked on at once: more than a process can carry wait a moment, or are told to come back."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from weakref import WeakValueDictionary

from starlette.types import Scope

from domain.rights import Caller
from schema.metrics import REFUSED

AT_ONCE = 128
"""Requests that are worked on at once: enough to fill the writer's batches, and few enough to keep the loop quick."""

WAITING = (500, 100)
"""Requests that may wait until it is their turn: as many as can be worked off in their time, and fewer while it is not
calm, so that those who wait get their answer before they have given it up."""

CALM = 1.0
"""Seconds without a refusal after which it is calm."""

PATIENCE = 0.7
"""Seconds that they may wait: less than most clients do."""

RETRY_AFTER_SECONDS = (2, 30)
"""When those who are refused should come again: the sooner, the fewer they are."""

RETURNING = 250
"""Refused requests that may come again in one second."""

_REFUSED = REFUSED.labels("request", "server")


class OverloadedError(Exception):
    """There is more to do than can be done in time. Nothing of the request was done."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "This server has more to do than it can do in time. Nothing of this request was done. Send it again, with "
            f"the same idempotency key, in {seconds} seconds, and later still if that fails."
        )
        self.seconds = seconds


def asking(scope: Scope, caller: Caller) -> str:
    """Who asks: the one that the token names, or else an address."""
    address = (scope.get("client") or ("",))[0]
    return f"address {address}" if caller.subject is None else f"subject {caller.subject}"


class Turnstile:
    """Lets in `at_once` requests, the one that came first before the others; `waiting` more may wait for `patience`.

    One caller has half of the places at most, so that there are some for others.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: tuple[int, int] = WAITING, patience: float = PATIENCE) -> None:
        self._at_once, self._busy = at_once, 0
        self._free = asyncio.Semaphore(at_once)
        self._share = max(1, at_once // 2)
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._most, self._fewer = waiting
        self._waiting = 0
        self._coming = 0
        self._patience = patience
        self._last_refusal = -math.inf
        self._next_second = -math.inf
        self._this_second = self._earlier = 0
        self._seconds: deque[int] = deque(maxlen=RETRY_AFTER_SECONDS[1])

    @asynccontextmanager
    async def admitted(self, caller: str) -> AsyncIterator[bool]:
        """Work on a request of `caller` in the block; gives whether it had to wait. Raises OverloadedError."""
        share = self._shares.setdefault(caller, asyncio.Semaphore(self._share))
        waits = share.locked() or self._free.locked()
        await (self._wait(share) if waits else self._take(share))
        self._busy += 1
        try:
            yield waits
        finally:
            self._busy -= 1
            self._free.release()
            share.release()

    async def _take(self, share: asyncio.Semaphore) -> None:
        await share.acquire()
        try:
            await self._free.acquire()
        except BaseException:
            share.release()
            raise

    @property
    def is_full(self) -> bool:
        """Whether one more request is to be refused: there is no room to wait, or it is not calm, and no place is free.

        To wait costs something, and there will be somebody for the next place that gets free.
        """
        inside = self._busy + self._waiting + self._coming
        return inside >= self._at_once and (inside >= self._at_once + self._most or not self._is_calm)

    def expect(self, loop: asyncio.AbstractEventLoop) -> None:
        """Count a request that is let in until its task, which is made already, has got as far as here."""
        self._coming += 1
        loop.call_soon(self._expect_no_more)

    @property
    def _room(self) -> int:
        return self._most if self._is_calm else self._fewer

    @property
    def _is_calm(self) -> bool:
        return self._last_refusal < monotonic() - CALM

    def _expect_no_more(self) -> None:
        self._coming -= 1

    def refuse(self) -> int:
        """Note that a request was refused, and give the seconds after which it should come again."""
        _REFUSED.inc()
        self._last_refusal = now = monotonic()
        if now >= self._next_second:
            self._begin_second(now)
        self._this_second += 1
        least, most = RETRY_AFTER_SECONDS
        return min(most, least + (self._earlier + self._this_second) // RETURNING)

    def _begin_second(self, now: float) -> None:
        """Count what was refused until now as what was refused earlier, as long as it matters."""
        self._seconds.append(self._this_second)
        passed = min(now - self._next_second, RETRY_AFTER_SECONDS[1])
        self._seconds.extend([0] * int(passed))
        self._earlier, self._this_second, self._next_second = sum(self._seconds), 0, now + 1

    async def _wait(self, share: asyncio.Semaphore) -> None:
        if self._waiting >= self._room:
            raise OverloadedError(self.refuse())
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._take(share)
        except TimeoutError:
            raise OverloadedError(self.refuse()) from None
        finally:
            self._waiting -= 1
