"""A Redis server of the test's own."""

import asyncio
import shutil
import signal
import socket
from asyncio.subprocess import Process
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.db.waiting import until

PROGRAM = shutil.which("redis-server")


class RedisServer:
    """Serves on a loopback port, which it keeps over restarts; its files go to `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}"
        self._process: Process | None = None

    async def start(self) -> None:
        """Serve; returns once it answers."""
        options = {"port": self._port, "bind": "127.0.0.1", "dir": self._folder, "save": "", "logfile": "redis.log"}
        arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
        self._process = await asyncio.create_subprocess_exec(str(PROGRAM), *arguments)
        await until(self._answers)

    async def stop(self) -> None:
        """End at once, as a machine that fails does."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Keep all connections, and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self._signal(signal.SIGCONT)

    async def listeners(self) -> int:
        """How many connections are subscribed to something."""
        async with Redis.from_url(self.url) as client:
            counts = [count for _, count in await client.pubsub_numsub(*await client.pubsub_channels())]
            return sum(map(int, counts))

    async def cut(self) -> None:
        """End all connections."""
        async with Redis.from_url(self.url) as client:
            for kind in ("pubsub", "normal"):
                await client.client_kill_filter(_type=kind)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def _answers(self) -> bool:
        try:
            async with Redis.from_url(self.url) as client:
                return bool(await client.ping())
        except RedisConnectionError:
            return False
