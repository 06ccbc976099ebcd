"""A phase can't pass while blocking findings that it raised are open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import OpenFindings, ResultRequired, WrongPhase
from domain.vocabulary import FindingStatus, Phase, Severity, State
from tests.domain.builds import Build
from tests.domain.design import PHASES
from tests.domain.reviewing import answer, fail, finish, gated, retry, standing, wrong
from tests.domain.ways_back import WAYS, Way

OPEN, DISPUTED, RESOLVED, WITHDRAWN = FindingStatus
AUTHOR = st.none() | st.sampled_from([RESOLVED, DISPUTED])
RAISER = st.none() | st.sampled_from([RESOLVED, WITHDRAWN])


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_phase_passes_but_the_one_that_raised_a_blocking_finding(way: Way, severity: Severity) -> None:
    build = way.take(gated(), wrong("A", severity), wrong("B", severity))
    (by,) = {each.raised_in for each in build.workflow.findings}
    build.go(State(by))
    before = build.workflow
    answered = build.ask(finish(build))
    if severity is Severity.BLOCKING:
        assert answered == OpenFindings(by, ("A", "B"))
        assert build.workflow is before
        build.do(finish(build, None, answer("A", RESOLVED), answer("B", WITHDRAWN)))
    build.go(State.COMPLETE)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(said=st.lists(st.tuples(st.sampled_from(Severity), AUTHOR, RAISER), max_size=6))
def test_what_blocks_is_what_is_blocking_and_neither_resolved_by_the_author_nor_answered_by_the_raiser(
    said: list[tuple[Severity, FindingStatus | None, FindingStatus | None]],
) -> None:
    names = [f"F{number}" for number in range(1, len(said) + 1)]
    build = Build().go(State.TESTING)
    build.do(fail(build, *(wrong(severity=severity) for severity, _, _ in said)))
    told = [(name, status) for name, (_, status, _) in zip(names, said, strict=True) if status is not None]
    build.do(finish(build, None, *(answer(*each) for each in told)))
    build.go(State.TESTING)
    closed = {name for name, status in told if status is RESOLVED}
    answered = [(name, last) for name, (_, _, last) in zip(names, said, strict=True) if last and name not in closed]
    blocking = [name for name, (severity, _, _) in zip(names, said, strict=True) if severity is Severity.BLOCKING]
    left = tuple(name for name in blocking if name not in closed | {name for name, _ in answered})
    found = build.ask(finish(build, None, *(answer(*each) for each in answered)))
    assert found == OpenFindings(Phase.TESTING, left) if left else isinstance(found, tuple)
    assert {name for name, each in standing(build).items() if each.is_open} == (
        set(names) - closed - (set() if left else {name for name, _ in answered})
    )


@pytest.mark.parametrize("status", [OPEN, DISPUTED])
def test_work_with_open_blocking_findings_can_still_be_sent_back(status: FindingStatus) -> None:
    for way in WAYS:
        build = way.take(gated(), wrong("A"))
        if status is DISPUTED:
            build.do(finish(build, None, answer("A", DISPUTED)))
        way.take(build)
        assert standing(build)["A"].status is status


def test_the_findings_of_other_phases_do_not_block() -> None:
    build = Build().go(State.DEPLOYMENT)
    build.do(retry(build, Phase.DISCOVERY, wrong("A")))
    for phase in PHASES[:-1]:
        assert isinstance(build.go(State(phase)).ask(finish(build)), tuple)
    assert build.go(State.DEPLOYMENT).refusal(finish(build)) == OpenFindings(Phase.DEPLOYMENT, ("A",))


def test_they_still_block_after_a_rollback_and_no_longer_once_another_phase_has_raised_them_as_its_own() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A"), wrong("B")))
    build.rollback(Phase.DISCOVERY)
    build.go(State.TESTING)
    assert build.refusal(finish(build)) == OpenFindings(Phase.TESTING, ("A", "B"))
    build.do(retry(build, Phase.DISCOVERY))
    build.do(finish(build))
    build.do(retry(build, Phase.DISCOVERY, wrong("A")))
    build.go(State.PLANNING).refusal(finish(build))
    build.do(finish(build, None, answer("A", RESOLVED)))
    assert build.go(State.TESTING).refusal(finish(build)) == OpenFindings(Phase.TESTING, ("B",))


def test_what_is_wrong_with_the_call_itself_is_said_first() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A")))
    build.go(State.TESTING)
    ask = finish(build, None, answer("X", RESOLVED))
    assert build.refusal(replace(ask, phase=Phase.PLANNING)) == WrongPhase(Phase.PLANNING, Phase.TESTING, State.TESTING)
    assert build.refusal(replace(ask, result=None)) == ResultRequired(Phase.TESTING)


def test_the_refusal_names_them_and_says_what_would_help() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A"), wrong("B", Severity.MAJOR), wrong("C")))
    assert build.go(State.TESTING).refusal(finish(build)).message == (
        "TESTING can't PASS while blocking findings that it raised are open: A, C. Answer each in `answers`, with "
        "RESOLVED if you have seen that it is put right or WITHDRAWN if it does not hold, or send the work back."
    )
