"""What befalls the hints between processes."""

import asyncio
from random import Random

from tests.torture.faults.fault import Fault
from tests.torture.site import Site


async def _flap(site: Site, chance: Random, seconds: float) -> None:
    """Redis ends and comes back, or stands still."""
    if site.redis is None:
        return
    if chance.random() < 0.3:
        try:
            site.redis.freeze()
            await asyncio.sleep(seconds)
        finally:
            site.redis.thaw()
        return
    try:
        await site.redis.stop()
        await asyncio.sleep(seconds)
    finally:
        await site.redis.start()


FAULTS = (Fault("Redis flaps", "redis", 6, (0.1, 4), _flap, lambda site: site.redis is not None),)
