"""A client's idea of the time of day, which jumps."""

from datetime import UTC, datetime, timedelta
from random import Random

_JUMPS = 0.02


class WallClock:
    """Now and then it is set hours or years back or ahead. Nothing may depend on it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._offset = timedelta()

    def read(self) -> str:
        """What it shows."""
        if self._chance.random() < _JUMPS:
            self._offset = timedelta(
                seconds=self._chance.choice((3, 3_600, 10**6, 10**9)) * self._chance.uniform(-1, 1)
            )
        return (datetime.now(UTC) + self._offset).isoformat()
