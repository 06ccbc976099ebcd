"""Sending without a task for each reader: most sends end at once, and only those that do not need to be waited for."""

from collections.abc import Awaitable, Generator
from typing import Any


class Rest:
    """The rest of something awaited that had to wait: awaiting it goes on where it stopped."""

    def __init__(self, steps: Generator[Any, Any, None], waits_for: object) -> None:
        self._steps = steps
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        """Wait, in the task that awaits this, for what it waits for, until it ends."""
        waits_for = self._waits_for
        while True:
            try:
                try:
                    answer = yield waits_for
                except BaseException as error:  # noqa: BLE001 - whatever is thrown in is meant for it
                    waits_for = self._steps.throw(error)
                else:
                    waits_for = self._steps.send(answer)
            except StopIteration:
                return

    def close(self) -> None:
        """Give it up."""
        self._steps.close()


def begin(awaited: Awaitable[None]) -> Rest | None:
    """Run what is awaited until it ends or has to wait, and give what is left of it."""
    steps = awaited.__await__()
    try:
        return Rest(steps, next(steps))
    except StopIteration:
        return None
