"""Waiting for one of a few places, and not for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATIENCE = 5.0
"""Seconds to wait for a place."""


@asynccontextmanager
async def turn(places: asyncio.Semaphore, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold a place in the block. Raises TimeoutError if none was free for `patience` seconds."""
    async with asyncio.timeout(patience):
        await places.acquire()
    try:
        yield
    finally:
        places.release()
