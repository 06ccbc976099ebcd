"""The whole site: two hosts and a database behind a load balancer, and machines for clients."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.db.waiting import until
from tests.machines import namespaces
from tests.machines.balancer import balancer
from tests.machines.clients import SERVED_BY, caller
from tests.machines.database import Database, database
from tests.machines.hosts import PORT, Host
from tests.machines.network import BACK, FRONT, Loopback, Machine, Namespaces, Network

PER_CLIENT = 20
"""How many connections a host takes from one address."""


@dataclass(frozen=True, slots=True)
class Site:
    """What there is: `url` leads to the load balancer, `office` and `visitor` are machines for clients."""

    network: Network
    database: Database
    database_machine: Machine
    hosts: dict[str, Host]
    balancer_machine: Machine
    url: str
    office: Machine
    visitor: Machine

    async def served_by(self) -> str | None:
        """The host to which the load balancer gives a request, if it has one."""
        try:
            async with caller() as http:
                response = await http.get(f"{self.url}/health/ready")
        except httpx.TransportError:
            return None
        return response.headers.get(SERVED_BY) if response.status_code == 200 else None

    async def uses(self, *names: str) -> None:
        """Wait until the load balancer has given requests to each of these hosts."""
        used: set[str | None] = set()

        async def has_used_all() -> bool:
            used.add(await self.served_by())
            return used >= set(names)

        await until(has_used_all)


@contextmanager
def site(haproxy: str, folder: Path) -> Iterator[Site]:
    """A site until the end of the block; `haproxy` is the program, `folder` is for data and logs."""
    with ExitStack() as held:
        network = Namespaces(held) if namespaces.available() else Loopback()
        machine = network.machine(BACK)
        with machine.inside():
            data = held.enter_context(database(folder / "data", network.address(machine, BACK)))
        front = network.machine(FRONT)
        settings = {
            "DATABASE_URL": data.url,
            "FORWARDED_ALLOW_IPS": network.address(front),
            "MAX_CONNECTIONS_PER_CLIENT": str(PER_CLIENT),
            "OPEN_MODE": "yes",
        }
        hosts = {name: _host(network, settings, folder / f"{name}.log") for name in ("a", "b")}
        for host in hosts.values():
            held.callback(host.stop)
            host.start()
        places = {name: f"{host.address}:{PORT}" for name, host in hosts.items()}
        with front.inside():
            url = held.enter_context(balancer(haproxy, network.address(front), places, folder / "haproxy.log"))
        yield Site(network, data, machine, hosts, front, url, network.machine(FRONT), network.machine(FRONT))


def _host(network: Network, settings: dict[str, str], log: Path) -> Host:
    machine = network.machine(FRONT, BACK)
    return Host(machine, network.address(machine), settings, log)
