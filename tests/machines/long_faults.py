"""Fault after fault, in turn on each host, while everybody goes on; `make machines-long` runs it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.machines.crowd import crowd
from tests.machines.hosts import Host
from tests.machines.network import BACK, FRONT
from tests.machines.site import Site

Fault = Callable[[Site, Host], AbstractContextManager[None]]


@contextmanager
def _killed(_site: Site, host: Host) -> Iterator[None]:
    host.kill()
    yield
    host.start()


@contextmanager
def _without_database(site: Site, host: Host) -> Iterator[None]:
    with site.network.unplugged(host.machine, BACK):
        yield


@contextmanager
def _gone(site: Site, host: Host) -> Iterator[None]:
    with site.network.unplugged(host.machine, FRONT):
        yield


@pytest.mark.parametrize("fault", [_killed, _without_database, _gone])
async def test_whatever_happens_to_one_host_after_the_other_nothing_is_missed_repeated_or_lost(
    wired: Site, fault: Fault
) -> None:
    async with crowd(wired.url, wired.database.local, followers=20, writers=4) as busy:
        for unwell, well in (("a", "b"), ("b", "a"), ("a", "b")):
            with fault(wired, wired.hosts[unwell]):
                await busy.is_served_by(well)
                await busy.goes_on()
            await wired.uses(unwell)
            await busy.goes_on()
