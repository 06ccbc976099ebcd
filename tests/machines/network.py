"""Machines with cables that can be pulled; on a system that has none of that, mere addresses of this one."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import NoReturn

from tests.machines import namespaces

FRONT, BACK = "front", "back"
"""Two networks: where the clients are, and where the database is."""

_SUBNETS = {FRONT: "10.71.0", BACK: "10.72.0"}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: the number in its addresses, and its namespace if it has one."""

    number: int
    namespace: int | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be on this machine: what is started and opened meanwhile belongs to it."""
        with ExitStack() as entered:
            if self.namespace is not None:
                entered.enter_context(namespaces.inside(self.namespace))
            yield


class Network(ABC):
    """Makes machines, and says where they are."""

    @abstractmethod
    def machine(self, *cables: str) -> Machine:
        """A new machine, on the networks that are named."""

    @abstractmethod
    def address(self, machine: Machine, network: str = FRONT) -> str:
        """Where the machine is."""

    @abstractmethod
    def unplugged(self, machine: Machine, network: str = FRONT) -> AbstractContextManager[None]:
        """Pull a cable for a while: whatever is sent there, in either direction, is lost without a word."""

    @abstractmethod
    def silenced(self, machine: Machine, here: int, there: int) -> AbstractContextManager[None]:
        """Lose for a while whatever belongs to one connection, by its port on the machine and the other one."""


class Namespaces(Network):
    """A network namespace for each machine, and one for the bridges between them; no packet leaves them."""

    def __init__(self, held: ExitStack) -> None:
        self._held = held
        self._number = 10
        self._bridges = self._namespace()
        for name in _SUBNETS:
            namespaces.ip(self._bridges, f"link add {name} type bridge", f"link set {name} up")

    def machine(self, *cables: str) -> Machine:
        self._number += 1
        namespace = self._namespace()
        made = Machine(self._number, namespace)
        namespaces.ip(namespace, "link set lo up")
        for cable in cables:
            port, far = _port(made, cable), namespaces.path_of(namespace)
            link = f"link add name {port} type veth peer name {cable} netns {far}"
            namespaces.ip(self._bridges, link, f"link set {port} master {cable} up")
            namespaces.ip(namespace, f"addr add {self.address(made, cable)}/24 dev {cable}", f"link set {cable} up")
        return made

    def address(self, machine: Machine, network: str = FRONT) -> str:
        return f"{_SUBNETS[network]}.{machine.number}"

    @contextmanager
    def unplugged(self, machine: Machine, network: str = FRONT) -> Iterator[None]:
        port = _port(machine, network)
        namespaces.ip(self._bridges, f"link set {port} nomaster")
        try:
            yield
        finally:
            namespaces.ip(self._bridges, f"link set {port} master {network}")

    @contextmanager
    def silenced(self, machine: Machine, here: int, there: int) -> Iterator[None]:
        assert machine.namespace is not None
        rule = f"ipproto tcp sport {here} dport {there} blackhole pref 100"
        namespaces.ip(machine.namespace, f"rule add {rule}")
        try:
            yield
        finally:
            namespaces.ip(machine.namespace, f"rule del {rule}")

    def _namespace(self) -> int:
        made = namespaces.new_namespace()
        self._held.callback(os.close, made)
        return made


class Loopback(Network):
    """An address of the loopback for each machine; nothing can be disturbed there."""

    def __init__(self) -> None:
        self._number = 0

    def machine(self, *_cables: str) -> Machine:
        self._number += 1
        return Machine(self._number)

    def address(self, machine: Machine, _network: str = FRONT) -> str:
        process = os.getpid()
        return f"127.{1 + process // 250 % 250}.{process % 250}.{machine.number}"

    def unplugged(self, _machine: Machine, _network: str = FRONT) -> NoReturn:
        raise NotImplementedError("the loopback has no cables")

    def silenced(self, _machine: Machine, _here: int, _there: int) -> NoReturn:
        raise NotImplementedError("the loopback loses nothing")


def _port(machine: Machine, network: str) -> str:
    return f"port-{network}-{machine.number}"
