"""A client whose machine is there no more, and says nothing about it."""

import asyncio
from contextlib import AsyncExitStack

from tests.api.sockets import Socket, raw_socket
from tests.machines.clients import FOLLOW, Writer
from tests.machines.connections import established
from tests.machines.crowd import running, started
from tests.machines.network import Machine
from tests.machines.site import Site

PROMISE = 20
"""Seconds after which a server has given up a client that is gone."""

SLACK = 5


async def _follow(url: str, project: str, held: AsyncExitStack) -> Socket:
    opening = raw_socket(f"{url}/graphql", proxy=None, ping_interval=None, close_timeout=0)
    made = await held.enter_async_context(opening)
    await made.initialise()
    await made.subscribe("s", FOLLOW, project=project, after="START")
    await made.next("s")
    return made


async def _is_given_up(machines: list[Machine], address: str) -> None:
    async with asyncio.timeout(PROMISE + SLACK):
        while any(established(machine, address) for machine in machines):  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.1)


async def test_a_client_whose_machine_is_gone_is_given_up_in_time_whether_or_not_there_is_something_for_it(
    wired: Site,
) -> None:
    address, host = wired.network.address(wired.visitor), wired.hosts["a"]
    idle, busy = "idle " + address, "busy " + address
    await started(wired.url, idle)
    writer = Writer(wired.url, await started(wired.url, busy))
    async with AsyncExitStack() as held:
        with wired.visitor.inside():
            for url in (wired.url, host.url):
                await _follow(url, idle, held)
                await _follow(url, busy, held)
        machines = [host.machine, wired.balancer_machine]
        assert [established(machine, address) for machine in machines] == [2, 2]
        async with running(writer):
            with wired.network.unplugged(wired.visitor):
                await _is_given_up(machines, address)
