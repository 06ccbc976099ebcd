"""The attempts at each phase: how each ended, which output counts, and who had claimed the work."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from domain.attempts import Attempt, Verdict, attempts
from domain.events import Event
from domain.machine import phase_in
from domain.vocabulary import EventKind, Phase, State, Status
from tests.domain.builds import Build
from tests.domain.design import PHASES, ahead, earlier
from tests.domain.invariants import superseded
from tests.domain.places import MOVING, WORKING
from tests.domain.random_histories import histories
from tests.domain.reviewing import gated
from tests.domain.ways_back import WAYS, Way

OUTPUTS = {EventKind.PHASE_PASSED, EventKind.COMPLETED, EventKind.OUTPUT_COPIED}
each_way = pytest.mark.parametrize("way", WAYS, ids=str)


def of(build: Build, phase: Phase) -> list[Attempt]:
    """The attempts at one phase."""
    return [each for each in attempts(build.log) if each.phase is phase]


def ended(build: Build, phase: Phase) -> list[tuple[Verdict, int | None, int | None]]:
    """How these ended, when, and since when their outputs count no longer."""
    return [(each.verdict, each.finished, each.superseded) for each in of(build, phase)]


def told_by_the_fold(build: Build) -> None:
    """The latest attempt at each phase is the one that the workflow knows."""
    for phase, record in build.workflow.phases.items():
        found = of(build, phase)
        assert [each.attempt for each in found] == list(range(1, record.attempt + 1))
        counting = [each.result for each in found if each.verdict is Verdict.PASSED and each.superseded is None]
        assert counting == ([] if record.output is None else [record.output])
        if found:
            assert found[-1].opened == record.opened
            assert (found[-1].result == record.output) or record.output is None


def only_the_phase_that_is_worked_on_is_open(build: Build) -> None:
    open_ones = [each for each in attempts(build.log) if each.verdict is Verdict.OPEN]
    at_work = None if build.workflow.status is Status.CANCELLED else phase_in(build.workflow.state)
    assert [each.phase for each in open_ones] == ([] if at_work is None else [at_work])
    assert {each.finished for each in open_ones} <= {None}


def claims_are_those_of_the_log(build: Build) -> None:
    made = {event.sequence: (event.phase, event.attempt) for event in build.log if event.kind is EventKind.CLAIMED}
    found = {claim: (each.phase, each.attempt) for each in attempts(build.log) for claim in each.claims}
    assert found == made
    for each in attempts(build.log):
        assert list(each.claims) == sorted(each.claims)
        assert all(each.opened < claim < (each.finished or build.workflow.version + 1) for claim in each.claims)
    if build.workflow.claim is not None:
        assert build.workflow.claim.number == of(build, Phase(build.workflow.state))[-1].claims[-1]


def outputs_are_superseded_by_the_event_that_says_so(build: Build) -> None:
    said = {output: event.sequence for event in build.log for output in superseded(event)}
    found = {each.result: each.superseded for each in attempts(build.log) if each.superseded is not None}
    assert found == said
    made = [event.sequence for event in build.log if event.kind in OUTPUTS]
    assert sorted(each.result or 0 for each in attempts(build.log) if each.verdict is Verdict.PASSED) == made


def verdicts_are_those_of_the_events_that_ended_them(build: Build) -> None:
    for each in attempts(build.log):
        if each.finished is None:
            assert each.verdict is Verdict.OPEN
        else:
            event = build.events[each.finished]
            assert (event.phase, event.attempt) == (each.phase, each.attempt)
            assert each.verdict is verdict(event)
            assert (each.result is not None) == ("result" in event.data)


def verdict(event: Event) -> Verdict:
    """How an event ends the attempt that it is about."""
    if event.kind in OUTPUTS:
        return Verdict.PASSED
    return Verdict.FAILED if event.kind is EventKind.PHASE_FAILED else Verdict.ABANDONED


def they_begin_one_after_the_other(build: Build) -> None:
    for phase in Phase:
        for before, after in pairwise(of(build, phase)):
            assert before.finished is not None
            assert before.opened <= before.finished < after.opened


TELL = (
    told_by_the_fold,
    only_the_phase_that_is_worked_on_is_open,
    claims_are_those_of_the_log,
    outputs_are_superseded_by_the_event_that_says_so,
    verdicts_are_those_of_the_events_that_ended_them,
    they_begin_one_after_the_other,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(build=histories())
def test_whatever_happened_the_attempts_agree_with_the_workflow_and_its_log(build: Build) -> None:
    for holds in TELL:
        holds(build)


@pytest.mark.parametrize("state", State)
def test_a_build_that_went_forward_has_one_attempt_at_each_phase_that_it_reached(state: State) -> None:
    build = Build().go(state)
    reached = [*earlier(state), *([state] if state in PHASES else [])]
    assert [(each.phase, each.attempt) for each in attempts(build.log)] == [(Phase(name), 1) for name in reached]
    passed = [each for each in attempts(build.log) if each.verdict is Verdict.PASSED]
    assert [build.events[each.result or 0].phase for each in passed] == list(earlier(state))


@each_way
def test_what_goes_back_ends_the_work_on_it_supersedes_the_outputs_and_begins_another_attempt(way: Way) -> None:
    build = way.bring(gated())
    before = {each.phase: each for each in attempts(build.log)}
    event, *_ = build.do(way.command(build))
    here, at = Phase(ahead(way.state) or ""), event.sequence
    verdict_ = Verdict.FAILED if way.kind is EventKind.PHASE_FAILED else Verdict.ABANDONED
    assert ended(build, here) == ([(verdict_, at, None)] if way.state in PHASES else [])
    for name in earlier(way.state):
        first, *again = of(build, Phase(name))
        lost = PHASES.index(name) >= PHASES.index(way.target)
        passed = before[Phase(name)].result
        assert (first.verdict, first.result, first.superseded) == (Verdict.PASSED, passed, at if lost else None)
        assert again == ([Attempt(Phase(name), 2, at)] if name == way.target else [])


@pytest.mark.parametrize("phase", Phase)
def test_a_rollback_of_what_is_complete_supersedes_from_its_phase_on(phase: Phase) -> None:
    build = Build().go(State.COMPLETE)
    (event,) = build.rollback(phase)
    since = {each.phase: each.superseded for each in attempts(build.log) if each.attempt == 1}
    lost = PHASES[PHASES.index(phase) :]
    assert since == {name: event.sequence if name in lost else None for name in Phase}
    assert of(build, phase)[-1] == Attempt(phase, 2, event.sequence)


def test_an_output_is_superseded_once_however_often_work_goes_back() -> None:
    build = Build().go(State.TESTING)
    (first,) = build.fail()
    (second,) = build.rollback(Phase.DISCOVERY)
    assert ended(build, Phase.IMPLEMENTATION) == [
        (Verdict.PASSED, 5, first.sequence),
        (Verdict.ABANDONED, second.sequence, None),
    ]


@pytest.mark.parametrize("state", WORKING)
def test_the_claims_of_an_attempt_are_listed_however_they_ended(state: State) -> None:
    build, phase = Build().go(state), Phase(state)
    ends: tuple[Callable[[], object], ...] = (build.release, build.revoke, build.expire)
    made = []
    for end in ends:
        made.append(build.claim())
        end()
    made.append(build.claim())
    build.step()
    assert of(build, phase)[0].claims == tuple(made)
    build.rollback(phase)
    assert [each.claims for each in of(build, phase)] == [tuple(made), ()]


def test_a_claim_that_acknowledges_is_one_of_the_attempt_that_it_begins() -> None:
    build = Build().go(State.HANDOFF_TO_TESTER)
    number = build.claim()
    assert attempts(build.log)[-1] == Attempt(Phase.TESTING, 1, number - 1, claims=(number,))


def test_what_does_not_end_an_attempt_leaves_it_open() -> None:
    build = Build().go(State.TESTING)
    before = attempts(build.log)
    build.note("Hurry.")
    build.pause()
    build.resume()
    assert attempts(build.log) == before
    assert before[-1].verdict is Verdict.OPEN


@pytest.mark.parametrize("state", MOVING)
def test_a_cancel_abandons_the_attempt_that_is_worked_on_and_no_other(state: State) -> None:
    build = Build().go(state)
    before = attempts(build.log)
    (event,) = build.cancel()
    *others, last = attempts(build.log)
    if state in WORKING:
        assert (*others, last) == (*before[:-1], replace(before[-1], verdict=Verdict.ABANDONED, finished=last.finished))
        assert (last.finished, last.result) == (event.sequence, None)
    else:
        assert (*others, last) == before


def test_an_attempt_has_a_result_only_if_it_passed_or_failed() -> None:
    results = {each: Attempt(Phase.TESTING, 1, 3, each, 9).result for each in Verdict}
    assert results == {"OPEN": None, "PASSED": 9, "FAILED": 9, "ABANDONED": None}


def test_of_no_events_there_are_no_attempts() -> None:
    assert attempts([]) == ()
