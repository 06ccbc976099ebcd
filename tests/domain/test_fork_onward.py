"""A fork goes on as any other build does, also back into what was copied."""

import pytest

from domain.attempts import Verdict, attempts
from domain.refusals import NoChange
from domain.vocabulary import EventKind, Phase, State, Status
from tests.domain.asking import accepted, listed
from tests.domain.builds import Build
from tests.domain.design import earlier
from tests.domain.forking import Forked, fork, forked, outputs_of
from tests.domain.people import OPERATOR
from tests.domain.places import HANDOFFS
from tests.domain.reviewing import finish, retry

each_phase = pytest.mark.parametrize("phase", Phase)


@each_phase
def test_it_goes_on_to_the_end_through_the_gates_that_it_was_given(phase: Phase) -> None:
    build = forked(phase, gates=HANDOFFS)
    assert build.workflow.gates == HANDOFFS
    assert build.log[0].data["gates"] == [*HANDOFFS]
    build.go(State.COMPLETE)
    approvals = [event.to_state for event in build.log if event.kind is EventKind.APPROVED]
    assert approvals == [gate for gate in HANDOFFS if gate not in _before(phase)]


def _before(phase: Phase) -> list[State]:
    return list(State)[: list(State).index(State(phase))]


@each_phase
@pytest.mark.parametrize("max_rounds", [1, 3])
def test_its_copied_phases_have_all_rounds_but_the_one_they_came_with(phase: Phase, max_rounds: int) -> None:
    for target in earlier(phase):
        build = forked(phase, max_rounds=max_rounds)
        for lost in range(1, max_rounds + 1):
            assert build.workflow.status is Status.ACTIVE
            build.go(State(phase)).do(retry(build, Phase(target)))
            assert build.workflow.phases[Phase(target)].round == lost + 1
        assert build.workflow.status is Status.ESCALATED


@each_phase
def test_going_back_in_it_supersedes_the_copies_and_rejects_what_was_copied(phase: Phase) -> None:
    for target in earlier(phase):
        build = forked(phase)
        copies = {Phase(name): number for number, name in enumerate(earlier(phase), start=2)}
        (back,) = build.do(retry(build, Phase(target)))
        lost = {name: copies[Phase(name)] for name in earlier(phase) if name not in earlier(target)}
        assert back.data["superseded"] == lost
        assert build.refusal(finish(build, f"digest of {target}")) == NoChange(Phase(target), 1)
        build.do(finish(build, "digest of other work"))


@each_phase
def test_its_copied_outputs_are_attempts_that_passed(phase: Phase) -> None:
    found = {each.phase: each for each in attempts(forked(phase).log)}
    assert len(found) == len(earlier(phase)) + 1
    for number, name in enumerate(earlier(phase), start=2):
        each = found[Phase(name)]
        assert (each.attempt, each.verdict, each.opened, each.result) == (1, Verdict.PASSED, number, number)
    assert (found[phase].attempt, found[phase].verdict, found[phase].opened) == (1, Verdict.OPEN, 1)


@each_phase
def test_a_fork_can_be_forked(phase: Phase) -> None:
    source = forked(phase)
    for again in (*earlier(phase), phase):
        build = Forked(fork(source, Phase(again)))
        assert list(outputs_of(build)) == list(earlier(again))
        assert [output.result for output in outputs_of(build).values()] == [
            outputs_of(source)[Phase(name)].result for name in earlier(again)
        ]


@each_phase
def test_what_a_fork_may_be_asked_for_is_what_any_build_there_may(phase: Phase) -> None:
    build, other = forked(phase), Build().go(State(phase))
    for who in (build.owner, OPERATOR):
        assert listed(build.workflow, who) == listed(other.workflow, who)
        assert accepted(build.workflow, who) == accepted(other.workflow, who)
