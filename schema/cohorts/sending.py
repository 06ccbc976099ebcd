"""Sending without a task for each reader: most sends end at once, and only those that do not need to be waited for."""

from collections.abc import Coroutine, Generator
from typing import Any


class Rest:
    """The rest of a coroutine that had to wait: awaiting it goes on where it stopped."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: object) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        """Wait for what the coroutine waits for, in the task that awaits this."""
        waits_for = self._waits_for
        while True:
            try:
                try:
                    answer = yield waits_for
                except BaseException as error:  # noqa: BLE001 - whatever is thrown in belongs to the coroutine
                    waits_for = self._coroutine.throw(error)
                else:
                    waits_for = self._coroutine.send(answer)
            except StopIteration:
                return

    def close(self) -> None:
        """Give up what has not been sent."""
        self._coroutine.close()


def begin(coroutine: Coroutine[Any, Any, None]) -> Rest | None:
    """Run `coroutine` until it ends or has to wait, and give what is left of it."""
    try:
        return Rest(coroutine, coroutine.send(None))
    except StopIteration:
        return None
