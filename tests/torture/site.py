"""All that runs: two servers on one Postgres, the ways between, and Redis for hints where that is wanted."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.db.hints.redis_server import RedisServer
from tests.db.proxy import Proxy
from tests.db.waiting import until
from tests.torture.database import Postgres, database
from tests.torture.disk import Disk, disk
from tests.torture.roads import Road
from tests.torture.servers import Server

SERVERS = ("a", "b")
HEALING = 90.0
"""Seconds within which all must be well again after the last fault."""


@dataclass(frozen=True, slots=True)
class Site:
    """The parts; `disk` and `redis` are there where they can be had and are wanted."""

    postgres: Postgres
    servers: tuple[Server, ...]
    disk: Disk | None
    redis: RedisServer | None

    async def is_well(self) -> None:
        """Wait until everything runs and says that it is ready."""
        await until(self.postgres.answers, HEALING)
        await self.are_ready(self.servers, HEALING)

    async def are_ready(self, servers: Iterable[Server], patience: float) -> None:
        """Wait until these servers say that they are ready. Raises TimeoutError."""
        async with httpx.AsyncClient(trust_env=False, verify=False) as http:

            async def all_are_ready() -> bool:
                return all([await server.is_ready(http) for server in servers])

            await until(all_are_ready, patience)

    async def keep(self) -> None:
        """Start everything again whenever it has ended, for ever."""
        async with asyncio.TaskGroup() as tasks:
            for each in (self.postgres, *self.servers):
                tasks.create_task(each.keep())
            while True:
                for server in self.servers:
                    server.show_the_way()
                await asyncio.sleep(0.05)


@asynccontextmanager
async def site(folder: Path, *, with_redis: bool, with_disk: bool) -> AsyncIterator[Site]:
    """Everything, started and well, with its files in `folder`; all of it ends with the block."""
    async with AsyncExitStack() as held:
        redis = RedisServer(folder) if with_redis else None
        if redis is not None:
            held.push_async_callback(redis.stop)
            await redis.start()
        data = folder / "database"
        room = held.enter_context(disk(data)) if with_disk else None
        postgres = await held.enter_async_context(database(data / "data"))
        settings = {} if redis is None else {"BROADCAST_URL": redis.url}
        servers = tuple([await _server(held, name, postgres, settings, folder) for name in SERVERS])
        made = Site(postgres, servers, room, redis)
        keeping = asyncio.create_task(made.keep())
        held.push_async_callback(_end, keeping)
        await made.is_well()
        yield made


async def _server(
    held: AsyncExitStack, name: str, postgres: Postgres, settings: dict[str, str], folder: Path
) -> Server:
    way = held.enter_context(tempfile.TemporaryDirectory(prefix="handoff-way-"))
    back, front = Proxy(postgres.url, Path(way)), Road()
    for road in (back, front):
        await road.open()
        held.push_async_callback(road.close)
    made = Server(name, front, back, settings, folder)
    held.callback(made.end)
    return made


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
