"""What befalls connections: between servers and the database (back), and between clients and servers (front)."""

import asyncio
from collections.abc import Callable
from random import Random

from tests.db.fault import Moment
from tests.db.forwarder import Forwarder
from tests.torture.faults.fault import Fault, Strike
from tests.torture.servers import Server
from tests.torture.site import Site

Side = Callable[[Server], Forwarder]
_WRITE = 1.0
"""Seconds to wait for the next write, which may never come."""


async def _cut_after_commit(site: Site, chance: Random, seconds: float) -> None:
    """Each time, the database has committed, and the server does not hear of it; now and then it was not even asked."""
    back = chance.choice(site.servers).back
    ends = asyncio.get_running_loop().time() + seconds
    try:
        while asyncio.get_running_loop().time() < ends:
            fault = back.next_write(Moment.BEFORE if chance.random() < 0.2 else Moment.AFTER)
            try:
                async with asyncio.timeout(_WRITE):
                    await fault.struck()
            except TimeoutError:
                continue
            await asyncio.sleep(chance.uniform(0, 0.5))
    finally:
        back.spare()


async def _answer_held(site: Site, chance: Random, seconds: float) -> None:
    """The database has committed, the answer comes late or never."""
    back = chance.choice(site.servers).back
    fault = back.next_write(Moment.AFTER, held=True)
    try:
        async with asyncio.timeout(_WRITE):
            await fault.struck()
        await asyncio.sleep(seconds)
    except TimeoutError:
        return
    finally:
        back.spare()
        fault.release(cut=chance.random() < 0.5)


def _cut(side: Side) -> Strike:
    async def strike(site: Site, chance: Random, seconds: float) -> None:
        await side(chance.choice(site.servers)).cut()
        await asyncio.sleep(seconds)

    return strike


def _silence(side: Side) -> Strike:
    async def strike(site: Site, chance: Random, seconds: float) -> None:
        async with side(chance.choice(site.servers)).silent():
            await asyncio.sleep(seconds)

    return strike


def _hold_up(side: Side) -> Strike:
    async def strike(site: Site, chance: Random, seconds: float) -> None:
        way = side(chance.choice(site.servers))
        try:
            way.freeze()
            await asyncio.sleep(seconds)
        finally:
            way.thaw()

    return strike


def _delay(side: Side) -> Strike:
    async def strike(site: Site, chance: Random, seconds: float) -> None:
        way = side(chance.choice(site.servers))
        try:
            way.delay = chance.uniform(0.005, 0.2)
            await asyncio.sleep(seconds)
        finally:
            way.delay = 0

    return strike


def _back(server: Server) -> Forwarder:
    return server.back


def _front(server: Server) -> Forwarder:
    return server.front


def _of(area: str, between: str, side: Side) -> tuple[Fault, ...]:
    return (
        Fault(f"cut between {between}", area, 4, (0.1, 0.5), _cut(side)),
        Fault(f"half open between {between}", area, 4, (1, 9), _silence(side)),
        Fault(f"nothing passes between {between}", area, 3, (0.5, 5), _hold_up(side)),
        Fault(f"delays between {between}", area, 3, (0.5, 4), _delay(side)),
    )


FAULTS = (
    Fault("cut after COMMIT", "back", 10, (0.5, 3), _cut_after_commit),
    Fault("answer to COMMIT held up", "back", 3, (0.5, 9), _answer_held),
    *_of("back", "server and database", _back),
    *_of("front", "clients and server", _front),
)
