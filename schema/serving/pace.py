"""How often something may happen."""

from time import monotonic

PER_SECOND = 50
"""How many messages, and how many pings and pongs, a WebSocket may send each second."""

BURST = 200
"""How many of them it may send at once after it was quiet."""


class Pace:
    """A bucket of `burst` tokens, which fills with `per_second` of them."""

    def __init__(self, per_second: float = PER_SECOND, burst: int = BURST) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens: float = burst
        self._seen = monotonic()

    def allows(self) -> bool:
        """Take a token, if there is one."""
        now = monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._seen) * self._per_second)
        self._seen = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
