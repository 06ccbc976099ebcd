"""Hints by way of Redis: one connection to listen on, one to publish on.

They are redis-py's bare connections: its clients reconnect on their own, so that what was said meanwhile would be
missed without notice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn
from urllib.parse import urlsplit

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError


def is_usable(url: str) -> bool:
    """Whether redis-py can make connections of `url`; none is made."""
    try:
        parts = urlsplit(url)
        _connection(url)
        return bool(parts.hostname) and parts.port != 0
    except (ValueError, TypeError, RedisError):
        return False


@asynccontextmanager
async def redis_line(
    url: str, channel: str, hear: Callable[[str], None], *, heartbeat: float = 5.0, patience: float = 5.0
) -> AsyncIterator["RedisLine"]:
    """A line over the Redis behind `url`, which is asked whether it is still there after `heartbeat` silent seconds.

    `patience` bounds connecting and every command, in seconds.
    """
    listening, speaking = _connection(url), _connection(url)
    try:
        async with asyncio.timeout(patience):
            for connection in (listening, speaking):
                connect: Callable[[], Awaitable[None]] = connection.connect  # redis-py leaves it without types
                await connect()
            await listening.send_command("SUBSCRIBE", channel)
            await listening.read_response()  # from now on all is heard
        yield RedisLine(listening, speaking, channel, hear, heartbeat=heartbeat, patience=patience)
    finally:
        await listening.disconnect(nowait=True)
        await speaking.disconnect(nowait=True)


class RedisLine:
    """A connection that is subscribed, and one to publish with."""

    def __init__(
        self,
        listening: AbstractConnection,
        speaking: AbstractConnection,
        channel: str,
        hear: Callable[[str], None],
        *,
        heartbeat: float,
        patience: float,
    ) -> None:
        self._listening = listening
        self._speaking = speaking
        self._channel = channel
        self._hear = hear
        self._heartbeat = heartbeat
        self._patience = patience

    async def say(self, message: str) -> None:
        """Publish to all who listen."""
        async with asyncio.timeout(self._patience):
            await self._speaking.send_command("PUBLISH", self._channel, message)
            await self._speaking.read_response()

    async def listen(self) -> NoReturn:
        """Pass on what is heard until the connection is lost."""
        asked = False
        while True:
            heard = await self._listening.read_response(timeout=self._heartbeat, disconnect_on_error=False)
            if heard is None:
                if asked:
                    raise ConnectionResetError("Redis did not answer in time")
                async with asyncio.timeout(self._patience):
                    await self._listening.send_command("PING")
            elif heard[0] == "message":
                self._hear(str(heard[2]))
            asked = heard is None


def _connection(url: str) -> AbstractConnection:
    """A connection that is not connected yet, and that fails instead of trying again, whatever `url` says of that."""
    options: dict[str, Any] = {
        "protocol": 2,  # every Redis, and what calls itself one, speaks it
        "client_name": "handoff-hints",
        "decode_responses": True,
        "encoding_errors": "replace",
        "socket_connect_timeout": None,
        "socket_timeout": None,  # redis-py's time-outs use `wait_for`, which may swallow a cancellation in Python 3.11
        "health_check_interval": 0,
        "retry": Retry(NoBackoff(), 0),
    }
    pool: ConnectionPool = ConnectionPool.from_url(url, **options)
    return pool.connection_class(**pool.connection_kwargs | options)
