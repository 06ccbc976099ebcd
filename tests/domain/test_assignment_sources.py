"""`sources` and `rejected_source` name exactly the events that `assignment` reads."""

import pytest

from domain.assignment import assignment
from domain.context import rejected_source, sources
from domain.events import Event
from domain.vocabulary import Phase, State, Status
from tests.domain.builds import Build
from tests.domain.places import HANDOFFS, PLACES, Place, stand

AWAITED = [place for place in PLACES if place.status not in {Status.COMPLETED, Status.CANCELLED}]


def named(build: Build) -> dict[int, Event]:
    """The named events and no others, fetched in two steps as a store would."""
    found = {sequence: build.events[sequence] for sequence in sources(build.workflow)}
    rejected = rejected_source(build.workflow, found)
    return found if rejected is None else found | {rejected: build.events[rejected]}


def noted(build: Build) -> Build:
    """The same build with notes, before and after other events."""
    build.note("First.")
    build.note("Second.")
    return build


def sent_back() -> list[Build]:
    """Builds in every phase that work can be sent back to, by rollback, by FAIL and by a rejection."""
    found = []
    for phase in Phase:
        build = noted(Build()).go(State.COMPLETE)
        build.rollback(phase)
        found.append(build)
    for state in (State.TESTING, State.VERIFICATION):
        build = noted(Build()).go(state)
        build.fail()
        found.append(build)
    for state in HANDOFFS:
        build = noted(Build(gates=HANDOFFS)).go(state)
        build.reject()
        found.append(build)
    return found


CASES = [*(noted(stand(place)) for place in AWAITED), *sent_back()]
each_build = pytest.mark.parametrize("build", CASES)


@each_build
def test_the_named_events_are_enough(build: Build) -> None:
    assert assignment(build.workflow, named(build)) == assignment(build.workflow, build.events)


@each_build
def test_each_named_event_is_needed_and_a_missing_one_raises(build: Build) -> None:
    every = named(build)
    for missing in every:
        with pytest.raises(KeyError):
            assignment(build.workflow, {at: event for at, event in every.items() if at != missing})


@pytest.mark.parametrize("place", [place for place in PLACES if place not in AWAITED], ids=str)
def test_when_nobody_is_awaited_no_event_is_read(place: Place) -> None:
    assert assignment(stand(place).workflow, {}) is None


def test_work_that_went_forward_has_no_rejected_source() -> None:
    for state in State:
        build = Build().go(state)
        assert rejected_source(build.workflow, build.events) is None


def test_the_rejected_source_is_the_event_that_holds_the_result_sent_back() -> None:
    build = Build().go(State.IMPLEMENTATION)
    (written,) = build.step()
    build.go(State.VERIFICATION).fail()
    assert rejected_source(build.workflow, build.events) == written.sequence
