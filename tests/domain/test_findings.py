"""Findings are raised where work that is wrong goes back, each with an id of its own, and stay on the workflow."""

from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import Advance, Change, NewFinding, Reject, RequestRetry, Rollback
from domain.events import Event
from domain.findings import findings_after
from domain.limits import MAX_FINDINGS
from domain.refusals import InvalidInput
from domain.vocabulary import FindingStatus, Json, JsonObject, Outcome, Phase, Severity, State
from domain.workflow import Finding
from tests.domain.builds import ID, Build, fold
from tests.domain.people import OPERATOR
from tests.domain.places import MOVING
from tests.domain.reviewing import answer, fail, finish, gated, standing, wrong
from tests.domain.ways_back import WAYS, Way

each_way = pytest.mark.parametrize("way", WAYS, ids=str)


def raised(event: Event) -> list[JsonObject]:
    """What an event says of the findings it raises."""
    found = event.data.get("findings", [])
    assert isinstance(found, list)
    return found


@each_way
def test_a_finding_belongs_to_the_phase_or_gate_where_it_was_raised_and_is_against_the_phase_it_goes_to(
    way: Way,
) -> None:
    build = way.bring(gated())
    event, *_ = build.do(way.command(build, wrong("A"), wrong("B", Severity.MINOR)))
    assert build.workflow.findings == (
        Finding("A", Severity.BLOCKING, way.place, way.target, FindingStatus.OPEN, event.sequence),
        Finding("B", Severity.MINOR, way.place, way.target, FindingStatus.OPEN, event.sequence),
    )
    assert event.kind is way.kind
    assert fold(build.log) == build.workflow


@each_way
def test_work_that_goes_back_without_findings_raises_none(way: Way) -> None:
    build = way.take(gated())
    assert build.workflow.findings == ()
    assert not [event for event in build.log if "findings" in event.data]


def test_only_a_fail_a_retry_and_a_rejection_can_carry_findings() -> None:
    carriers = {kind for kind in get_args(Change) if "findings" in {field.name for field in fields(kind)}}
    assert carriers == {Advance, RequestRetry, Reject}


@pytest.mark.parametrize("state", MOVING)
def test_a_pass_with_findings_is_refused_wherever_it_is_sent(state: State) -> None:
    build = Build().go(state)
    before = build.workflow
    refusal = build.refusal(replace(finish(build), findings=(wrong(),)))
    assert refusal == InvalidInput(
        "findings", "findings only with outcome FAIL, requestRetry or rejectHandoff", f"outcome {Outcome.PASS}"
    )
    assert build.workflow is before


@pytest.mark.parametrize("location", [None, " ", "app.py:3"])
@pytest.mark.parametrize("detail", [None, "", "Without a\nlimit. "])
@pytest.mark.parametrize("severity", Severity)
def test_what_is_said_of_a_finding_is_in_the_event_and_blanks_are_left_out(
    severity: Severity, detail: str | None, location: str | None
) -> None:
    build = Build().go(State.TESTING)
    (event,) = build.do(fail(build, NewFinding(title="It leaks.", severity=severity, detail=detail, location=location)))
    said: dict[str, Json] = {"id": "F1", "title": "It leaks.", "severity": severity}
    said |= {} if detail in {None, ""} else {"detail": detail}
    said |= {} if location in {None, " "} else {"location": location}
    assert raised(event) == [said]


IDS = st.none() | st.sampled_from(["F1", "F2", "F3", "F10", "f1", "F01", " F1", "leak"])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rounds=st.lists(st.lists(IDS, max_size=6), min_size=1, max_size=4))
def test_a_finding_without_an_id_gets_the_first_number_that_is_not_in_use(rounds: list[list[str | None]]) -> None:
    build, known = Build(max_rounds=10), set[str]()
    for asked in rounds:
        named = [each for place, each in enumerate(asked) if each is None or each not in asked[:place]]
        (event,) = build.go(State.TESTING).do(fail(build, *(wrong(each, Severity.MAJOR) for each in named)))
        used = known | {each for each in named if each is not None}
        for each, written in zip(named, raised(event), strict=True):
            free = next(f"F{number}" for number in range(1, 100) if f"F{number}" not in used)
            assert written["id"] == (each or free)
            used.add(each or free)
        known = used
        assert set(standing(build)) == known


def full(build: Build, count: int = MAX_FINDINGS) -> Build:
    """The same build, come back with `count` findings."""
    build.go(State.TESTING).do(fail(build, *(wrong(severity=Severity.MINOR) for _ in range(count))))
    return build


@pytest.mark.parametrize("way", [WAYS[0], WAYS[-1], WAYS[10]], ids=str)
def test_a_workflow_takes_findings_up_to_its_limit_and_then_only_those_it_knows(way: Way) -> None:
    build = way.take(gated(), *(wrong(severity=Severity.MINOR) for _ in range(MAX_FINDINGS - 1)))
    before = way.bring(build).workflow
    expected = (
        f"at most {MAX_FINDINGS} findings in one workflow, which has {MAX_FINDINGS - 1} (raise one of yours again)"
    )
    too_many = (wrong(), wrong("mine")), (wrong("mine"), wrong("yours")), (wrong(), wrong(), wrong("F1"))
    for asked in too_many:
        refusal = build.refusal(way.command(build, *asked))
        assert refusal == InvalidInput("findings", expected, f"{len(asked)} more")
        assert build.workflow is before
    build.do(way.command(build, wrong("mine", Severity.MINOR), wrong("F1", Severity.MINOR)))
    assert len(build.workflow.findings) == MAX_FINDINGS


def test_the_last_number_given_is_free_even_if_all_before_it_are_taken() -> None:
    build = full(Build())
    assert list(standing(build)) == [f"F{number}" for number in range(1, MAX_FINDINGS + 1)]
    build = Build().go(State.TESTING)
    names = [f"F{number}" for number in range(1, MAX_FINDINGS)]
    build.do(fail(build, wrong(), *(wrong(name) for name in names)))
    assert list(standing(build)) == [f"F{MAX_FINDINGS}", *names]


def in_status(status: FindingStatus) -> Build:
    """A build come back to PLANNING, with the finding A of TESTING that got this status."""
    build = gated().go(State.TESTING)
    build.do(fail(build, wrong("A", Severity.MINOR)))
    build.go(State.IMPLEMENTATION)
    if status in {FindingStatus.RESOLVED, FindingStatus.DISPUTED}:
        build.do(finish(build, None, answer("A", status)))
    if status is FindingStatus.WITHDRAWN:
        build.go(State.TESTING).do(finish(build, None, answer("A", status)))
    assert standing(build)["A"].status is status
    build.do(Rollback(workflow_id=ID, actor=OPERATOR, phase=Phase.DISCOVERY, reason="Again."))
    return build


@pytest.mark.parametrize("status", FindingStatus)
def test_findings_stay_as_they_are_whatever_else_happens(status: FindingStatus) -> None:
    build = in_status(status)
    found = build.workflow.findings
    build.note("Hurry.")
    build.pause()
    build.resume()
    build.go(State.COMPLETE)
    for phase in reversed(Phase):
        build.rollback(phase)
    build.cancel()
    assert build.workflow.findings == found


def test_of_what_is_answered_and_raised_at_once_the_raising_stands() -> None:
    build = in_status(FindingStatus.DISPUTED)
    build.go(State.TESTING)
    (event,) = build.do(fail(build, wrong("A"), answers=(answer("A", FindingStatus.WITHDRAWN),)))
    assert standing(build)["A"].status is FindingStatus.OPEN
    assert (standing(build)["A"].raised, standing(build)["A"].answered) == (event.sequence, None)


def test_an_event_without_a_phase_can_t_raise_a_finding() -> None:
    build = Build().go(State.TESTING)
    before = build.workflow
    (event,) = build.do(fail(build, wrong()))
    with pytest.raises(LookupError, match="where a phase is worked on, or reviewed"):
        findings_after(before, replace(event, phase=None))
