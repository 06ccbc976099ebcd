"""What befalls the disk."""

import asyncio
from random import Random

from tests.torture.faults.fault import Fault
from tests.torture.site import Site


async def _full(site: Site, _chance: Random, seconds: float) -> None:
    if site.disk is None:
        return
    try:
        await asyncio.to_thread(site.disk.fill)
        await asyncio.sleep(seconds)
    finally:
        site.disk.free()


FAULTS = (Fault("full disk", "database", 3, (1, 5), _full, lambda site: site.disk is not None),)
