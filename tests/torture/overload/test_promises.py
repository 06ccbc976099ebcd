"""What is told of a server that has too much to do."""

from urllib.parse import urlsplit

import pytest

from tests.api.conftest import run
from tests.torture.overload.__main__ import TIMES, Outcome
from tests.torture.overload.answers import LOST, NONE, REFUSED, SUCCESS, Load, loaded
from tests.torture.overload.watching import Watch

PEAK = Load(64, 0.0, 5.0, {SUCCESS: 5_000}, {SUCCESS: (0.06, 0.1)}, {}, 0.1, 0.0)
GOOD = {SUCCESS: 2_250, REFUSED: 22_750}
QUICK = {SUCCESS: (0.1, 0.9), REFUSED: (0.01, 0.1)}
EVENTS = [0.5, 1.0, 2.0]
MB = 1_000_000


def broken(answers: dict[str, int], percentiles: dict[str, tuple[float, float]], events: list[float], most: int) -> int:
    """Which promise is broken, by its place; -1 if none is."""
    overload = Load(10_000, 0.0, 2.5, answers, percentiles, {}, 0.1, 0.0)
    outcome = Outcome(PEAK, overload, Watch(EVENTS, [100 * MB]), Watch(events, [100 * MB, most]), {}, TIMES)
    found = [place for place, (_, _, kept) in enumerate(outcome.promises()) if not kept]
    return found[0] if found else -1


@pytest.mark.parametrize(
    ("place", "answers", "percentiles", "events", "most"),
    [
        (-1, GOOD, QUICK, EVENTS, 150 * MB),
        (-1, {**GOOD, NONE: 100}, QUICK, EVENTS, 150 * MB),
        (0, {**GOOD, REFUSED: 20_000}, QUICK, EVENTS, 150 * MB),
        (1, {**GOOD, NONE: 200, LOST: 100}, QUICK, EVENTS, 150 * MB),
        (2, {**GOOD, "Failed": 1}, QUICK, EVENTS, 150 * MB),
        (3, GOOD, {**QUICK, REFUSED: (0.1, 2.0)}, EVENTS, 150 * MB),
        (4, {**GOOD, SUCCESS: 1_900}, QUICK, EVENTS, 150 * MB),
        (5, GOOD, QUICK, [0.1, 2.2], 150 * MB),
        (5, GOOD, QUICK, [], 150 * MB),
        (6, GOOD, QUICK, EVENTS, 500 * MB),
    ],
)
def test_each_promise_is_held_against_what_was_seen(
    place: int, answers: dict[str, int], percentiles: dict[str, tuple[float, float]], events: list[float], most: int
) -> None:
    assert broken(answers, percentiles, events, most) == place


async def test_more_clients_than_there_is_room_for_get_answers_or_clear_refusals_and_keep_their_connections(
    database: str,
) -> None:
    async with run(database) as running:
        turnstile = running.endpoint.turnstile
        turnstile._share = turnstile._at_once = turnstile._most = turnstile._fewer = 1
        port = urlsplit(running.url).port or 0
        load = await loaded(port, 2_000, 1.0, 0.5, eager=False)
    assert load.others == 0
    assert load.answers[SUCCESS]
    assert load.answers[REFUSED]
    assert LOST not in load.answers
