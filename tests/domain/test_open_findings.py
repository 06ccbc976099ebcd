"""Work can't pass a phase or a gate while blocking findings that were raised there are open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import OpenFindings, ResultRequired, WrongPhase
from domain.vocabulary import FindingStatus, Phase, Severity, State
from tests.domain.builds import Build
from tests.domain.design import PHASES
from tests.domain.reviewing import answer, fail, finish, gated, passing, retry, standing, wrong
from tests.domain.ways_back import WAYS, Way

OPEN, DISPUTED, RESOLVED, WITHDRAWN = FindingStatus
AUTHOR = st.none() | st.sampled_from([RESOLVED, DISPUTED])
RAISER = st.none() | st.sampled_from([RESOLVED, WITHDRAWN])


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_everything_passes_but_the_place_where_a_blocking_finding_was_raised(way: Way) -> None:
    for severity in Severity:
        build = way.take(gated(), wrong("A", severity), wrong("B", severity)).go(way.place)
        before = build.workflow
        answered = build.ask(passing(build))
        if severity is Severity.BLOCKING:
            assert answered == OpenFindings(way.place, ("A", "B"))
            assert build.workflow is before
            build.do(passing(build, answer("A", RESOLVED), answer("B", WITHDRAWN)))
        build.go(State.COMPLETE)


@settings(max_examples=100, deadline=None, derandomize=True)
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
    assert found == OpenFindings(State.TESTING, left) if left else isinstance(found, tuple)
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
    assert build.go(State.DEPLOYMENT).refusal(finish(build)) == OpenFindings(State.DEPLOYMENT, ("A",))


def test_they_still_block_after_a_rollback_until_each_is_answered() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A"), wrong("B")))
    build.rollback(Phase.DISCOVERY)
    build.go(State.TESTING)
    assert build.refusal(finish(build)) == OpenFindings(State.TESTING, ("A", "B"))
    assert build.refusal(finish(build, None, answer("A", RESOLVED))) == OpenFindings(State.TESTING, ("B",))
    build.do(finish(build, None, answer("A", RESOLVED), answer("B", RESOLVED)))


def test_they_block_as_they_were_raised_last() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A", Severity.MINOR), wrong("B")))
    build.go(State.TESTING).do(fail(build, wrong("A"), wrong("B", Severity.MINOR)))
    assert build.go(State.TESTING).refusal(finish(build)) == OpenFindings(State.TESTING, ("A",))


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
        "The work can't pass TESTING while blocking findings that were raised there are open: A, C. Answer each in "
        "`answers`, with RESOLVED if you have seen that it is put right or WITHDRAWN if it does not hold, or send the "
        "work back."
    )
