"""What befalls servers and their workers."""

import signal
from contextlib import suppress
from random import Random

from tests.failover.children import send
from tests.torture.faults.fault import Fault, one_of, stand_still
from tests.torture.servers import Server
from tests.torture.site import Site

_AREA = "servers"
_PATIENCE = 30.0
"""Seconds to wait for the other servers."""


async def _kill_worker(site: Site, chance: Random, _seconds: float) -> None:
    send(signal.SIGKILL, *one_of(chance.choice(site.servers).workers(), chance))


async def _kill_server(site: Site, chance: Random, _seconds: float) -> None:
    send(signal.SIGKILL, *(await _dispensable(site, chance)).everybody())


async def _stop_server(site: Site, chance: Random, _seconds: float) -> None:
    """As an operator does: it gets to finish what it has begun."""
    send(signal.SIGTERM, *(await _dispensable(site, chance)).everybody()[:1])


async def _dispensable(site: Site, chance: Random) -> Server:
    """One of the servers, once the others are ready: that all start at once would be an outage, and no test of it."""
    chosen = chance.choice(site.servers)
    with suppress(TimeoutError):
        await site.are_ready([server for server in site.servers if server is not chosen], _PATIENCE)
    return chosen


async def _worker_stands_still(site: Site, chance: Random, seconds: float) -> None:
    await stand_still(one_of(chance.choice(site.servers).workers(), chance), seconds)


async def _server_stands_still(site: Site, chance: Random, seconds: float) -> None:
    await stand_still(chance.choice(site.servers).everybody(), seconds)


FAULTS = (
    Fault("kill -9 of a worker", _AREA, 10, (0, 0), _kill_worker),
    Fault("kill -9 of a server", _AREA, 5, (0, 0), _kill_server),
    Fault("a server is told to stop", _AREA, 3, (0, 0), _stop_server),
    Fault("a worker stands still", _AREA, 5, (0.5, 5), _worker_stands_still),
    Fault("a server stands still", _AREA, 4, (0.5, 5), _server_stands_still),
)
