"""How many requests are worked on at once: more than a process can carry wait a moment, or are told to come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schema.metrics import REFUSED

AT_ONCE = 128
"""Requests that are worked on at once: enough to fill the writer's batches, and few enough to keep the loop quick."""

WAITING = 2_000
"""Requests that may wait until it is their turn."""

PATIENCE = 2.0
"""Seconds that they may wait."""

RETRY_AFTER_SECONDS = 2


class OverloadedError(Exception):
    """There is more to do than can be done in time. Nothing of the request was done."""

    def __init__(self) -> None:
        super().__init__(
            "This server has more to do than it can do in time. Nothing of this request was done. Send it "
            f"again, with the same idempotency key, in {RETRY_AFTER_SECONDS} seconds, and later still if that fails."
        )


class Turnstile:
    """Lets in `at_once` requests, the one that came first before the others; `waiting` more may wait for `patience`."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = waiting
        self._patience = patience

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[bool]:
        """Work on a request in the block; it says whether the request had to wait. Raises OverloadedError."""
        waits = self._free.locked()
        await (self._wait() if waits else self._free.acquire())
        try:
            yield waits
        finally:
            self._free.release()

    async def _wait(self) -> None:
        if self._room == 0:
            self._refuse()
        self._room -= 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            self._refuse()
        finally:
            self._room += 1

    def _refuse(self) -> None:
        REFUSED.labels("request", "server").inc()
        raise OverloadedError
