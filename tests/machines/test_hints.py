"""Hosts that tell each other of what is new, and what happens when they can't."""

import time
from statistics import median
from uuid import uuid4

import asyncpg

from db.embedded.sockets import PORT
from tests.db.waiting import until
from tests.machines.clients import Follower, Writer
from tests.machines.crowd import running, started
from tests.machines.network import BACK
from tests.machines.site import Site

_LINE = """
select client_port from pg_stat_activity
where application_name = 'handoff hints' and host(client_addr) = $1 order by backend_start desc limit 1
"""
PROMISE, SLACK = 1, 3
"""Seconds that an event may take without hints, and what a busy machine may add."""


async def _line(site: Site, name: str) -> int:
    """The port of the connection on which a host hears what the others have written, as soon as there is one."""
    address = site.network.address(site.hosts[name].machine, BACK)
    connection = await asyncpg.connect(site.database.local)
    try:

        async def is_there() -> bool:
            return await connection.fetchval(_LINE, address) is not None

        await until(is_there)
        port: int = await connection.fetchval(_LINE, address)
        return port
    finally:
        await connection.close()


async def _seconds(writer: Writer, follower: Follower) -> float:
    """How long an event takes from the answer of one host to a follower of another one."""
    expected = len(follower.seen) + 1
    await writer.add(uuid4().hex)
    begun = time.monotonic()
    await until(lambda: _has_seen(follower, expected))
    return time.monotonic() - begun


async def _has_seen(follower: Follower, count: int) -> bool:
    return len(follower.seen) >= count


async def test_hosts_hear_of_each_others_events_at_once_and_without_hints_within_about_a_second(wired: Site) -> None:
    project = uuid4().hex
    here, there = wired.hosts["a"], wired.hosts["b"]
    writer = Writer(here.url, await started(here.url, project))
    follower = Follower(there.url, project)
    await _line(wired, "a")
    async with running(follower):
        await until(lambda: _has_seen(follower, 1))
        line = await _line(wired, "b")
        heard = [await _seconds(writer, follower) for _ in range(11)]
        with wired.network.silenced(wired.database_machine, PORT, line):
            looked = [await _seconds(writer, follower) for _ in range(5)]
        assert max(looked) < PROMISE + SLACK
        assert median(heard) < median(looked) / 2
