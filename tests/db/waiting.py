"""Waiting for something to become true, with a deadline."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

DEADLINE = 20.0


async def soon(awaited: Awaitable[T]) -> T:
    """What `awaited` gives, if it does so in time."""
    async with asyncio.timeout(DEADLINE):
        return await awaited


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = DEADLINE) -> None:
    """Ask again and again until `condition` holds, but no longer than `seconds`."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.01)


async def take(source: AsyncIterator[T], count: int) -> list[T]:
    """The next `count` of `source`."""
    found: list[T] = []
    async with asyncio.timeout(DEADLINE):
        while len(found) < count:
            found.append(await anext(source))
    return found
