"""Which versions a workflow can have had at a time, from what clients saw before and asked after."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from math import inf
from typing import TypeAlias

Versions: TypeAlias = range


class Bounds:
    """The times, for each version of one workflow from 1 on, before which it did not exist and since when it did.

    A version exists since it, or a later one, was shown to somebody; and it did not exist before its command, and those
    of all versions before it, were sent.
    """

    def __init__(self, sent: Iterable[float], shown: Iterable[float]) -> None:
        self._not_before = list(accumulate(sent, max))
        self._exists_by = list(accumulate(reversed(list(shown)), min))[::-1]

    def least(self, time: float) -> int:
        """The version that it had reached before `time` for sure."""
        return bisect_left(self._exists_by, time)

    def most(self, time: float) -> int:
        """The last version that it can have had at `time`."""
        return bisect_right(self._not_before, time)

    def between(self, since: float, until: float) -> Versions:
        """The versions that it can have had at some moment between two times; there is always one."""
        least = self.least(since)
        return range(least, max(least, self.most(until)) + 1)

    def surely(self, versions: Versions) -> tuple[float, float]:
        """The time during which it had one of these consecutive versions for sure; empty if the end is not later."""
        start = -inf if versions.start == 0 else self._exists_by[versions.start - 1]
        end = self._not_before[versions.stop - 1] if versions.stop <= len(self._not_before) else inf
        return start, end


NOWHERE = Bounds((), ())
"""Those of a workflow that never existed."""
