"""One read for many who ask at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import Context
from itertools import islice
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")
AT_ONCE = 2
MOST = 100


class Gathering(Generic[Key, Found]):
    """Answers those who ask for one thing each by `read`, which reads many: of what it does not find, None is told.

    A read answers only those who asked before it began, so that all get what was true when they asked, or later. At
    most `at_once` are under way, each of at most `most` things; whoever comes meanwhile waits for the next one.
    """

    def __init__(
        self,
        read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Found]]],
        *,
        at_once: int = AT_ONCE,
        most: int = MOST,
    ) -> None:
        self._read = read
        self._free, self._most = at_once, most
        self._asked: dict[Key, list[asyncio.Future[Found | None]]] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def ask(self, key: Key) -> Found | None:
        """What is found for `key`. Raises whatever the read does."""
        answer: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(key, []).append(answer)
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._read_on(), context=Context())  # it is not for this one alone
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return await answer

    async def _read_on(self) -> None:
        try:
            while self._asked:
                await self._read_next()
        finally:
            self._free += 1  # at once: whoever is answered may ask again before the task counts as done

    async def _read_next(self) -> None:
        taken = {key: self._asked.pop(key) for key in [*islice(self._asked, self._most)]}
        try:
            found = await self._read([*taken])
        except BaseException as error:
            for answer in _waiting(taken.values()):
                answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for key, answers in taken.items():
            for answer in _waiting([answers]):
                answer.set_result(found.get(key))


def _waiting(asked: Iterable[list[asyncio.Future[Found | None]]]) -> Iterator[asyncio.Future[Found | None]]:
    """The answers that somebody still waits for."""
    return (answer for answers in asked for answer in answers if not answer.done())
