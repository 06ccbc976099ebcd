"""What a fault is, and what several of them do."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.failover.children import send
from tests.torture.site import Site

Strike = Callable[[Site, Random, float], Awaitable[None]]
"""Strikes, holds for as many seconds, and ends; also when it is cancelled."""


def _always(_site: Site) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: in which `area` (two of one area never strike at once), how often, and how long it lasts."""

    name: str
    area: str
    weight: int
    seconds: tuple[float, float]
    strike: Strike
    possible: Callable[[Site], bool] = _always


async def stand_still(pids: Sequence[int], seconds: float) -> None:
    """Have processes do nothing for a while, as if their machine had stopped."""
    try:
        send(signal.SIGSTOP, *pids)
        await asyncio.sleep(seconds)
    finally:
        send(signal.SIGCONT, *pids)


def one_of(pids: Sequence[int], chance: Random) -> list[int]:
    """One of the processes, if there is any."""
    return [chance.choice(pids)] if pids else []
