"""Waiting for the end of a token, by the clock on the wall, which may be set meanwhile."""

import asyncio
from time import time

_LOOK = 30.0


async def expired(expires_at: float) -> None:
    """Return when the time, in seconds since 1970, has come."""
    while (left := expires_at - time()) > 0:  # noqa: ASYNC110 - no event sets a clock
        await asyncio.sleep(min(left, _LOOK))
