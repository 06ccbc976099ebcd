"""A finding is raised again by its id, and only where it was raised: nobody takes another's finding over."""

from dataclasses import replace

import pytest

from domain.commands import NewFinding
from domain.limits import MAX_FINDINGS
from domain.refusals import InvalidInput
from domain.vocabulary import EventKind, FindingStatus, Phase, Severity, State
from domain.workflow import Finding
from tests.domain.builds import Build
from tests.domain.places import HANDOFFS
from tests.domain.reviewing import answer, fail, finish, gated, passing, reject, retry, standing, wrong
from tests.domain.ways_back import WAYS, Way

OPEN, DISPUTED, RESOLVED, WITHDRAWN = FindingStatus
each_way = pytest.mark.parametrize("way", WAYS, ids=str)


def in_status(way: Way, status: FindingStatus) -> Build:
    """A build at the place where A was raised by going this way, after it got this status."""
    build = way.take(gated(), wrong("A", Severity.MINOR))
    if status in {RESOLVED, DISPUTED}:
        build.do(finish(build, None, answer("A", status)))
    way.bring(build)
    if status is WITHDRAWN:
        build.go(way.place).do(passing(build, answer("A", status)))
        build.rollback(way.target)
        way.bring(build)
    assert standing(build)["A"].status is status
    return build


@each_way
def test_where_it_was_raised_it_can_be_raised_again_and_is_open_as_it_is_told_now(way: Way) -> None:
    for status in FindingStatus:
        build = in_status(way, status)
        event, *_ = build.do(way.command(build, wrong("B"), wrong("A", Severity.MAJOR, "It still leaks.")))
        again, other = standing(build)["A"], standing(build)["B"]
        assert list(standing(build)) == ["A", "B"]
        assert again == Finding("A", Severity.MAJOR, way.place, way.target, OPEN, event.sequence)
        assert other == replace(again, id="B", severity=Severity.BLOCKING)


@each_way
def test_everywhere_else_it_is_refused_and_nothing_is_half_done(way: Way) -> None:
    for other in WAYS:
        if other.place is not way.place:
            build = other.bring(begun_again(way))
            before, length = build.workflow, len(build.log)
            expected = f"an id that was not used before but in {other.place}, or none"
            received = f"'A', which was raised in {way.place}"
            refusal = build.refusal(other.command(build, wrong(), wrong("B"), wrong("A")))
            assert refusal == InvalidInput("findings.id", expected, received)
            assert build.workflow is before
            assert len(build.log) == length


def begun_again(way: Way) -> Build:
    """A build in DISCOVERY that was sent back this way for something that blocks nothing."""
    build = way.take(gated(), wrong("A", Severity.MINOR))
    if way.target is not Phase.DISCOVERY:
        build.rollback(Phase.DISCOVERY)
    return build


@pytest.mark.parametrize("gate", HANDOFFS)
def test_at_a_closed_gate_the_receiver_raises_its_own_again_and_not_those_of_the_gate(gate: State) -> None:
    build = gated().go(gate)
    build.do(retry(build, None, wrong("mine", Severity.MINOR)))
    build.go(gate).do(reject(wrong("of the gate", Severity.MINOR)))
    build.go(gate)
    ahead = standing(build)["mine"].raised_in
    received = "'of the gate', which was raised in " + gate
    expected = f"an id that was not used before but in {ahead}, or none"
    refusal = build.refusal(retry(build, None, wrong("of the gate")))
    assert refusal == InvalidInput("findings.id", expected, received)
    (event,) = build.do(retry(build, None, wrong("mine")))
    assert (standing(build)["mine"].raised, standing(build)["mine"].raised_in) == (event.sequence, ahead)
    build.go(gate)
    expected = f"an id that was not used before but in {gate}, or none"
    refusal = build.refusal(reject(wrong("mine")))
    assert refusal == InvalidInput("findings.id", expected, f"'mine', which was raised in {ahead}")


def test_that_a_finding_is_another_s_is_said_after_that_there_are_too_many() -> None:
    build = Build(gates=[State.HANDOFF_TO_TESTER]).go(State.TESTING)
    build.do(fail(build, *(NewFinding(title="It leaks.", severity=Severity.MINOR) for _ in range(MAX_FINDINGS))))
    build.go(State.HANDOFF_TO_TESTER)
    assert fields_of(build, wrong("F1"), wrong()) == "findings"
    assert fields_of(build, wrong("F1")) == "findings.id"


def fields_of(build: Build, *findings: NewFinding) -> str:
    """The field for which a rejection with these is refused."""
    refusal = build.refusal(reject(*findings))
    assert isinstance(refusal, InvalidInput)
    return refusal.field


def test_a_fail_raises_where_a_retry_of_the_same_phase_does() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A", Severity.MINOR)))
    build.go(State.HANDOFF_TO_TESTER).do(retry(build, None, wrong("A", Severity.MINOR)))
    (event, *_) = build.go(State.TESTING).do(retry(build, Phase.PLANNING, wrong("A")))
    assert event.kind is EventKind.RETRY_REQUESTED
    assert standing(build)["A"] == Finding("A", Severity.BLOCKING, State.TESTING, Phase.PLANNING, OPEN, event.sequence)
