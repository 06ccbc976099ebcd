"""One site for all tests of a process, made whole again before each."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.namespaces import program
from tests.machines.network import Loopback
from tests.machines.site import Site, site


@pytest.fixture(scope="session")
def shared_site() -> Iterator[Site]:
    """The site, or a skip where there is no HAProxy."""
    haproxy = program("haproxy")
    if haproxy is None:
        pytest.skip("no HAProxy here (make machines installs it)")
    with tempfile.TemporaryDirectory(prefix="handoff-machines-") as name:
        Path(name).chmod(0o755)
        with site(haproxy, Path(name)) as made:
            yield made


@pytest.fixture
def whole(shared_site: Site) -> Iterator[Site]:
    """The site with all its hosts; the test itself is on a client's machine."""
    for host in shared_site.hosts.values():
        host.start()
    with shared_site.office.inside():
        asyncio.run(shared_site.uses(*shared_site.hosts))
        yield shared_site


@pytest.fixture
def wired(whole: Site) -> Site:
    """The whole site, whose cables can be pulled; a skip where it has none."""
    if isinstance(whole.network, Loopback):
        pytest.skip("no network namespaces here (they need root on Linux, and `ip`): a host can be killed, not cut off")
    return whole
