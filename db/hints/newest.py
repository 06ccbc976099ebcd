"""The last word: who is slow to take it gets the newest message, not all that there were."""

import asyncio


class Newest:
    """Holds one message, the newest, until it is dropped."""

    def __init__(self) -> None:
        self._message: str | None = None
        self._there = asyncio.Event()

    def put(self, message: str) -> None:
        """Forget what was there, and hold `message`."""
        self._message = message
        self._there.set()

    async def get(self) -> str:
        """Wait for a message, which stays there."""
        while self._message is None:
            self._there.clear()
            await self._there.wait()
        return self._message

    def drop(self, message: str) -> None:
        """Forget `message`, unless there is a newer one."""
        if self._message == message:
            self._message = None
