"""`tried` in the assignment: the rounds that the work has lost, so that nobody tries the same again."""

import pytest

from domain.limits import MAX_TRIES_KEPT, MAX_TRY
from domain.vocabulary import Json, Phase, State
from tests.domain.builds import Build
from tests.domain.places import PLACES, WORKING, stand
from tests.domain.reading import assigned
from tests.domain.reviewing import gated
from tests.domain.ways_back import WAYS, Way


def tried(build: Build) -> Json:
    """What the assignment says was tried."""
    return assigned(build).context["tried"]


@pytest.mark.parametrize("state", WORKING)
def test_at_the_first_attempt_nothing_was_tried(state: State) -> None:
    assert tried(Build().go(state)) == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_round_that_the_phase_has_lost_is_told_with_its_attempt_and_its_reason(way: Way) -> None:
    build = way.take(way.take(gated()))
    reasons = [event.notes for event in build.log if event.kind is way.kind]
    assert tried(build) == [{"attempt": number, "reason": reason} for number, reason in enumerate(reasons, start=1)]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_other_phases_are_not_told_of_it_but_whoever_reviews_the_work_is(way: Way) -> None:
    build = way.take(gated())
    lost = tried(build)
    while build.workflow.state is not State.COMPLETE:
        work = assigned(build)
        assert work.context["tried"] == (lost if work.phase is way.target else [])
        build.step()


def test_a_rollback_is_not_a_try_and_forgets_none() -> None:
    build = Build().go(State.TESTING)
    build.fail("It broke.")
    build.rollback(Phase.DISCOVERY)
    assert tried(build) == []
    assert tried(build.go(State.IMPLEMENTATION)) == [{"attempt": 1, "reason": "It broke."}]


def test_long_reasons_are_shortened_and_only_the_latest_rounds_kept() -> None:
    build = Build(max_rounds=100)
    for number in range(MAX_TRIES_KEPT + 2):
        build.go(State.TESTING).fail(f"{number:03} " + "x" * MAX_TRY)
    found = tried(build)
    assert isinstance(found, list)
    assert [each["attempt"] for each in found if isinstance(each, dict)] == list(range(3, MAX_TRIES_KEPT + 3))
    assert found[0] == {"attempt": 3, "reason": "002 " + "x" * (MAX_TRY - 7) + "..."}


def test_it_is_a_list_wherever_there_is_an_assignment() -> None:
    for place in PLACES:
        build = stand(place)
        if build.workflow.next_role is not None:
            assert isinstance(tried(build), list)
