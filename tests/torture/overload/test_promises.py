"""What is told of a server that has too much to do."""

import pytest

from tests.torture.overload.__main__ import Outcome
from tests.torture.overload.answers import NONE, REFUSED, SUCCESS, Load
from tests.torture.overload.watching import Watch

PEAK = Load(64, 0.0, 5.0, {SUCCESS: 5_000}, {SUCCESS: (0.06, 0.1)})
GOOD = {SUCCESS: 2_250, REFUSED: 90_000}
QUICK = {SUCCESS: (0.1, 0.9), REFUSED: (0.01, 0.1)}
EVENTS = [0.5, 1.0, 2.0]
MB = 1_000_000


def broken(answers: dict[str, int], percentiles: dict[str, tuple[float, float]], events: list[float], most: int) -> int:
    """Which promise is broken, by its place; -1 if none is."""
    overload = Load(10_000, 0.0, 2.5, answers, percentiles)
    outcome = Outcome(PEAK, overload, Watch(EVENTS, [100 * MB]), Watch(events, [100 * MB, most]))
    found = [place for place, (_, _, kept) in enumerate(outcome.promises()) if not kept]
    return found[0] if found else -1


@pytest.mark.parametrize(
    ("place", "answers", "percentiles", "events", "most"),
    [
        (-1, GOOD, QUICK, EVENTS, 150 * MB),
        (0, {**GOOD, NONE: 1}, QUICK, EVENTS, 150 * MB),
        (1, GOOD, {**QUICK, REFUSED: (0.1, 2.0)}, EVENTS, 150 * MB),
        (2, {**GOOD, SUCCESS: 1_900}, QUICK, EVENTS, 150 * MB),
        (3, GOOD, QUICK, [0.1, 2.2], 150 * MB),
        (3, GOOD, QUICK, [], 150 * MB),
        (4, GOOD, QUICK, EVENTS, 500 * MB),
    ],
)
def test_each_promise_is_held_against_what_was_seen(
    place: int, answers: dict[str, int], percentiles: dict[str, tuple[float, float]], events: list[float], most: int
) -> None:
    assert broken(answers, percentiles, events, most) == place
