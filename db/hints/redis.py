"""Hints by way of Redis: one connection to listen on, one to publish on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NoReturn
from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError


def is_usable(url: str) -> bool:
    """Whether redis-py can make connections of `url`; none is made."""
    try:
        parts = urlsplit(url)
        pool = ConnectionPool.from_url(url)
        pool.connection_class(**pool.connection_kwargs)
        return bool(parts.hostname) and parts.port != 0
    except (ValueError, TypeError, RedisError):
        return False


@asynccontextmanager
async def redis_line(
    url: str, channel: str, hear: Callable[[str], None], *, heartbeat: float = 5.0, patience: float = 5.0
) -> AsyncIterator["RedisLine"]:
    """A line over the Redis behind `url`, which is asked whether it is still there after `heartbeat` silent seconds.

    `patience` bounds connecting and every command, in seconds. redis-py must not reconnect on its own: what was said
    meanwhile would be missed without notice.
    """
    client = Redis.from_url(
        url,
        protocol=2,  # every Redis, and what calls itself one, speaks it
        client_name="handoff-hints",
        decode_responses=True,
        encoding_errors="replace",
        socket_connect_timeout=patience,
        socket_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        async with client, client.pubsub() as subscription:
            async with asyncio.timeout(patience):
                await subscription.subscribe(channel)
                await subscription.get_message(timeout=None)  # the answer: from now on all is heard
            yield RedisLine(client, subscription, channel, hear, heartbeat)
    finally:
        await client.aclose()


class RedisLine:
    """A subscription that has been confirmed, and a client to publish with."""

    def __init__(
        self, client: Redis, subscription: PubSub, channel: str, hear: Callable[[str], None], heartbeat: float
    ) -> None:
        self._client = client
        self._subscription = subscription
        self._channel = channel
        self._hear = hear
        self._heartbeat = heartbeat

    async def say(self, message: str) -> None:
        """Publish to all who listen."""
        await self._client.publish(self._channel, message)

    async def listen(self) -> NoReturn:
        """Pass on what is heard until the connection is lost."""
        silent = 0
        while True:
            message = await self._subscription.get_message(timeout=self._heartbeat)
            silent = 0 if message is not None else silent + 1
            if silent > 1:
                raise ConnectionResetError("Redis did not answer in time")
            if message is None:
                await self._subscription.ping()
            elif message["type"] == "message":
                self._hear(message["data"])
