"""What befalls the database."""

import asyncio
import signal
from contextlib import suppress
from random import Random

import asyncpg

from tests.failover.children import send
from tests.torture.faults.fault import Fault, one_of, stand_still
from tests.torture.site import Site

_AREA = "database"
_SWEEP = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'handoff' and pid <> pg_backend_pid()"

_ENDING = 60.0
"""Seconds in which Postgres must have ended."""


async def _sweep(site: Site, chance: Random, seconds: float) -> None:
    """End all connections on the server's side, again and again."""
    ends = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < ends:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(site.postgres.url, timeout=seconds + 1)
            try:
                await connection.execute(_SWEEP)
            finally:
                connection.terminate()
        await asyncio.sleep(chance.uniform(0.02, 0.5))


async def _restart_fast(site: Site, _chance: Random, _seconds: float) -> None:
    await _end(site, signal.SIGINT)


async def _restart_at_once(site: Site, _chance: Random, _seconds: float) -> None:
    await _end(site, signal.SIGQUIT)


async def _kill_postmaster(site: Site, _chance: Random, _seconds: float) -> None:
    """Backends outlive it until they notice, and may commit meanwhile; then Postgres recovers from its log."""
    await _end(site, signal.SIGKILL)


async def _kill_all(site: Site, _chance: Random, _seconds: float) -> None:
    """As when its container is killed."""
    await _end(site, signal.SIGKILL, backends=True)


async def _end(site: Site, how: signal.Signals, *, backends: bool = False) -> None:
    """Have it end; it is started again by whoever keeps it."""
    ending = site.postgres.pid
    send(how, *site.postgres.everybody()[: None if backends else 1])
    async with asyncio.timeout(_ENDING):
        while site.postgres.pid == ending is not None:  # noqa: ASYNC110 - another process ends
            await asyncio.sleep(0.02)


async def _kill_backend(site: Site, chance: Random, _seconds: float) -> None:
    """Postgres then ends all other backends, and recovers."""
    send(signal.SIGKILL, *one_of(site.postgres.children(), chance))


async def _stands_still(site: Site, _chance: Random, seconds: float) -> None:
    await stand_still(site.postgres.everybody(), seconds)


async def _backend_stands_still(site: Site, chance: Random, seconds: float) -> None:
    await stand_still(one_of(site.postgres.children(), chance), seconds)


FAULTS = (
    Fault("all backends terminated", _AREA, 8, (0.1, 2), _sweep),
    Fault("fast restart of Postgres", _AREA, 4, (0, 0), _restart_fast),
    Fault("immediate restart of Postgres", _AREA, 4, (0, 0), _restart_at_once),
    Fault("kill -9 of the postmaster", _AREA, 4, (0, 0), _kill_postmaster),
    Fault("kill -9 of all of Postgres", _AREA, 3, (0, 0), _kill_all),
    Fault("kill -9 of a backend", _AREA, 4, (0, 0), _kill_backend),
    Fault("Postgres stands still", _AREA, 4, (0.5, 5), _stands_still),
    Fault("a backend stands still", _AREA, 5, (0.5, 5), _backend_stands_still),
)
