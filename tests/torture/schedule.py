"""When which fault strikes: all of it follows from the seed."""

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from random import Random

from tests.torture.faults import Fault
from tests.torture.site import Site
from tests.torture.tally import Tally

_PAUSE = (0.5, 3.0)
_TWO = 0.25
"""How likely it is that two faults strike at once."""

_RECOVERY = 20.0
"""Seconds that the system gets for a first acknowledged command before the next fault strikes all the same."""


class Schedule:
    """Strikes a site with `faults`."""

    def __init__(self, seed: int, faults: Sequence[Fault], tally: Tally) -> None:
        self._seed = seed
        self._faults = faults
        self._tally = tally

    async def run(self, site: Site, seconds: float) -> None:
        """Strike again and again; each fault has ended by the end."""
        possible = [fault for fault in self._faults if fault.possible(site)]
        ends = time.monotonic() + seconds
        for number in count():
            chance = Random(f"{self._seed} blow {number}")
            await asyncio.sleep(chance.uniform(*_PAUSE))
            if time.monotonic() > ends:
                return
            async with asyncio.TaskGroup() as tasks:
                for fault in choose(possible, chance):
                    tasks.create_task(self._strike(fault, site, Random(chance.random())))
            await self._recovery()

    async def _strike(self, fault: Fault, site: Site, chance: Random) -> None:
        self._tally.strikes(fault.name)
        try:
            await fault.strike(site, chance, chance.uniform(*fault.seconds))
        finally:
            self._tally.ends(fault.name)

    async def _recovery(self) -> None:
        ends = time.monotonic() + _RECOVERY
        while not self._tally.is_recovered and time.monotonic() < ends:  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.05)


def choose(faults: Sequence[Fault], chance: Random) -> list[Fault]:
    """One fault, or two at once that are of different areas."""
    weights = [fault.weight for fault in faults]
    first, second = chance.choices(faults, weights, k=2)
    return [first, second] if first.area != second.area and chance.random() < _TWO else [first]
