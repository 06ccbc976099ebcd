"""Three nodes and the etcd by which they agree who is primary."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from db.embedded.binaries import find_binaries, known_folders
from tests.failover.children import free_ports, start
from tests.failover.node import Node

DEADLINE = 120.0
NAMES = ("one", "two", "three")


async def until(what: str, condition: Callable[[], Awaitable[bool]], seconds: float = DEADLINE) -> None:
    """Ask again and again until `condition` holds. Raises TimeoutError, which says `what` did not come."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"after {seconds:.0f} s still not so: {what}")
        await asyncio.sleep(0.05)


class Cluster:
    """The nodes, as Patroni sees them."""

    def __init__(self, nodes: list[Node], http: httpx.AsyncClient) -> None:
        self.nodes = nodes
        self._http = http

    def url(self, user: str = "handoff", database: str = "handoff") -> str:
        """All nodes in one URL."""
        places = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        password = self.nodes[0].password
        return f"postgresql://{user}:{password}@{places}/{database}?target_session_attrs=read-write"

    async def wait_until_whole(self) -> None:
        """Wait for a primary and two standbys that stream, one of which has every commit."""
        await until("a primary, a synchronous standby and another one", self._is_whole)

    async def primary(self) -> Node:
        """The node that leads."""
        (leader,) = (member["name"] for member in await self._members() if member["role"] == "leader")
        return next(node for node in self.nodes if node.name == leader)

    async def _is_whole(self) -> bool:
        found = sorted((member["role"], member["state"]) for member in await self._members())
        return found == [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]

    async def _members(self) -> list[dict[str, Any]]:
        for node in self.nodes:
            try:
                answer = await self._http.get(f"{node.api}/cluster")
            except httpx.HTTPError:
                continue
            members: list[dict[str, Any]] = answer.json().get("members", [])
            return members
        return []


@asynccontextmanager
async def running_cluster(folder: Path, patroni: Path, etcd: Path) -> AsyncIterator[Cluster]:
    """A cluster with its data in `folder` and an empty database; all of it ends with the block."""
    client, peer, *ports = free_ports(2 + 2 * len(NAMES))
    store = start([str(etcd), *_etcd_options(folder, client, peer)], folder / "etcd.log", {})
    bins, password = find_binaries(known_folders(), made_by=None).folder, secrets.token_hex(16)
    pairs = zip(NAMES, ports[::2], ports[1::2], strict=True)
    nodes = [Node(name, folder, patroni, bins, client, port, rest, password) for name, port, rest in pairs]
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            await until("etcd answers", lambda: _answers(http, f"http://127.0.0.1:{client}/health"))
            for node in nodes:
                node.start()
            cluster = Cluster(nodes, http)
            await cluster.wait_until_whole()
            await _make_database(cluster)
            yield cluster
    finally:
        for node in nodes:
            node.kill()
        store.kill()
        store.wait()


def _etcd_options(folder: Path, client: int, peer: int) -> list[str]:
    here, beside = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
    listening = [f"--listen-client-urls={here}", f"--advertise-client-urls={here}", f"--listen-peer-urls={beside}"]
    alone = [f"--initial-advertise-peer-urls={beside}", f"--initial-cluster=alone={beside}"]
    return ["--name=alone", f"--data-dir={folder / 'etcd'}", *listening, *alone]


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.HTTPError:
        return False


async def _make_database(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url("superuser", "postgres"))
    try:
        await connection.execute(f"create role handoff login password '{cluster.nodes[0].password}'")
        await connection.execute("create database handoff owner handoff")
    finally:
        await connection.close()
