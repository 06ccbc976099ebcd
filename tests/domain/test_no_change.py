"""Work that is the same as what was just rejected is refused, unless a finding is disputed with it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import Advance
from domain.limits import MAX_EXPIRIES
from domain.refusals import NoChange, OpenFindings
from domain.vocabulary import FindingStatus, Phase, Severity, State, Status
from domain.workflow import Workflow
from tests.domain.builds import Build, fold
from tests.domain.design import PHASES
from tests.domain.reviewing import answer, fail, finish, gated, retry, wrong
from tests.domain.ways_back import WAYS, Way

each_way = pytest.mark.parametrize("way", WAYS, ids=str)


def same(build: Build, change: str = "") -> Advance:
    """The owner's next step, with work that is the same every time it comes with the same `change`."""
    state = build.workflow.state
    return finish(build, f"{state}{change}" if state in PHASES else None)


def hand_in(build: Build, state: State, change: str = "") -> Build:
    """Forward to `state`, by work that is the same every time it comes with the same `change`."""
    while build.workflow.state is not state:
        if build.workflow.awaits_approval:
            build.approve()
        build.do(same(build, change))
    return build


def sent_back(way: Way, change: str = "") -> Build:
    """A build come back this way to a phase whose work was `change`."""
    return way.take(hand_in(gated(), way.state, change))


def refused(build: Build, change: str = "") -> Workflow:
    """The workflow, in which the same work is refused as no change since the attempt before."""
    before, phase = build.workflow, Phase(build.workflow.state)
    assert build.refusal(same(build, change)) == NoChange(phase, before.phases[phase].attempt - 1)
    assert build.workflow is before
    return before


@each_way
def test_work_sent_back_can_t_come_again_as_it_was(way: Way) -> None:
    refused(sent_back(way))


@each_way
def test_other_work_and_work_without_a_digest_can(way: Way) -> None:
    build = sent_back(way)
    build.do(same(build, " mended"))
    assert build.workflow.phases[way.target].rejected is None
    build = sent_back(way)
    build.do(finish(build))


@each_way
def test_of_later_phases_the_same_work_can_come_again(way: Way) -> None:
    build = sent_back(way)
    build.do(same(build, " mended"))
    hand_in(build, State.COMPLETE)


@each_way
def test_work_without_a_digest_is_like_no_other(way: Way) -> None:
    build = way.take(gated())
    build.do(finish(build))


@pytest.mark.parametrize("phase", Phase)
def test_after_a_rollback_the_same_work_can_come_again(phase: Phase) -> None:
    build = hand_in(Build(), State.COMPLETE)
    build.rollback(phase)
    hand_in(build, State.COMPLETE)


@each_way
def test_a_rollback_lets_rejected_work_come_again_also_if_it_goes_further_back(way: Way) -> None:
    build = sent_back(way)
    if way.target is not Phase.DISCOVERY:
        refused(build)
        build.rollback(Phase.DISCOVERY)
        hand_in(build, State.COMPLETE)


@each_way
def test_rejected_work_can_come_again_once_an_earlier_phase_was_done_anew(way: Way) -> None:
    build = sent_back(way)
    if way.target is not Phase.DISCOVERY:
        build.do(retry(build, Phase.DISCOVERY))
        refused(build)
        build.do(same(build, " mended"))
        hand_in(build, State.COMPLETE)


@each_way
def test_of_several_rejections_the_newest_counts(way: Way) -> None:
    build = sent_back(way, " first")
    build.do(same(build, " second"))
    refused(way.take(hand_in(build, way.state)), " second")
    build.do(same(build, " first"))


@each_way
def test_work_with_no_digest_that_was_accepted_makes_the_one_before_possible_again(way: Way) -> None:
    build = sent_back(way)
    build.do(finish(build))
    way.take(hand_in(build, way.state)).do(same(build))


@each_way
def test_it_is_the_same_after_notes_pauses_escalation_and_lost_claims(way: Way) -> None:
    build = way.take(hand_in(gated(max_rounds=1), way.state))
    assert build.workflow.status is Status.ESCALATED
    build.resume()
    build.note("Hurry.")
    build.pause()
    build.resume()
    refused(build)
    for _ in range(MAX_EXPIRIES):
        build.claim()
        build.expire()
    build.resume()
    build.claim()
    refused(build)


@each_way
def test_with_a_dispute_of_what_was_found_the_same_work_can_come_again(way: Way) -> None:
    build = way.take(hand_in(gated(), way.state), wrong("A"), wrong("B", Severity.MINOR))
    for status in (None, FindingStatus.RESOLVED):
        answers = [] if status is None else [answer(each, status) for each in "AB"]
        assert build.refusal(replace(same(build), answers=tuple(answers))) == NoChange(way.target, 1)
    answers = [answer("A", FindingStatus.DISPUTED), answer("B", FindingStatus.RESOLVED)]
    build.do(replace(same(build), answers=tuple(answers)))


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_a_dispute_lets_the_same_work_come_once_and_not_again_once_it_is_sent_back_again(state: State) -> None:
    build = hand_in(Build(), state)
    build.do(fail(build, wrong("A")))
    disputed = replace(same(build), answers=(answer("A", FindingStatus.DISPUTED),))
    build.do(disputed)
    hand_in(build, state).do(fail(build))
    refused(build)
    build.do(replace(disputed, result=same(build).result))


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_a_fail_may_be_the_same_as_often_as_it_takes(state: State) -> None:
    build = Build()
    for round_ in range(4):
        hand_in(build, state, f" {round_}").do(fail(build))


def test_it_is_said_before_open_findings_are_and_after_answers_that_are_not_possible() -> None:
    build = hand_in(Build(), State.TESTING)
    build.do(retry(build, Phase.DISCOVERY, wrong("A")))
    hand_in(build, State.TESTING, " mended")
    assert build.refusal(same(build)) == OpenFindings(State.TESTING, ("A",))
    build.do(finish(build, "TESTING", answer("A", FindingStatus.RESOLVED)))
    build.do(retry(build, Phase.TESTING, wrong("B")))
    assert build.refusal(finish(build, "TESTING", answer("A", FindingStatus.RESOLVED))).code == "FINDING_NOT_OPEN"
    refused(build)


def test_the_refusal_names_the_attempt_and_says_what_would_help() -> None:
    message = build_message(attempts=3)
    assert message.startswith("There is no change since attempt 3: this result of IMPLEMENTATION is the one that was")
    assert "`context.sentBack`" in message


def build_message(attempts: int) -> str:
    """What is said when the work of that many attempts has been sent back, each unlike the one before."""
    build = Build()
    for number in range(attempts):
        hand_in(build, State.TESTING, f" {number}").do(fail(build))
    return build.refusal(same(build, f" {attempts - 1}")).message


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    asked=st.lists(st.tuples(st.none() | st.sampled_from("abc"), st.sampled_from(["fail", "back", "far"])), max_size=8)
)
def test_whatever_is_handed_in_and_sent_back_only_the_newest_rejected_is_refused(
    asked: list[tuple[str | None, str]],
) -> None:
    build, rejected = Build(max_rounds=20).go(State.IMPLEMENTATION), None
    for digest, how in asked:
        answered = build.ask(finish(build, digest))
        assert (answered == NoChange(Phase.IMPLEMENTATION, latest(build) - 1)) == (digest == rejected is not None)
        if not isinstance(answered, tuple):
            continue
        build.go(State.TESTING)
        if how == "fail":
            build.do(fail(build))
            rejected = digest
        elif how == "back":
            build.rollback(Phase.IMPLEMENTATION)
            rejected = None
        else:
            build.do(retry(build, Phase.PLANNING))
            build.go(State.IMPLEMENTATION)
            rejected = None
    assert fold(build.log) == build.workflow


def latest(build: Build) -> int:
    """The present attempt at IMPLEMENTATION."""
    return build.workflow.phases[Phase.IMPLEMENTATION].attempt
