"""Hosts that tell each other of what is new, and what happens when they can't."""

import time
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
POLL = 0.5
"""Seconds after which a host that hears nothing looks by itself."""

EVENTS = 20
PROMISE, SLACK = 1, 3


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
    """How long an event takes from one host to a follower of another one."""
    expected = len(follower.seen) + 1
    begun = time.monotonic()
    await writer.add(uuid4().hex)
    await until(lambda: _has_seen(follower, expected))
    return time.monotonic() - begun


async def _has_seen(follower: Follower, count: int) -> bool:
    return len(follower.seen) >= count


async def test_hosts_hear_of_each_others_events_at_once_and_without_hints_within_about_a_second(whole: Site) -> None:
    project = uuid4().hex
    here, there = whole.hosts["a"], whole.hosts["b"]
    writer = Writer(here.url, await started(here.url, project))
    follower = Follower(there.url, project)
    await _line(whole, "a")
    async with running(follower):
        await until(lambda: _has_seen(follower, 1))
        line = await _line(whole, "b")
        heard = [await _seconds(writer, follower) for _ in range(EVENTS)]
        assert sum(heard) < EVENTS * POLL / 2
        with whole.network.silenced(whole.database_machine, PORT, line):
            looked = [await _seconds(writer, follower) for _ in range(4)]
            assert max(looked) < PROMISE + SLACK
            assert sum(looked) > sum(sorted(heard)[:4])
