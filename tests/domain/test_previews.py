"""A command that was shown what it would do is refused once it would do something else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import RequestRetry, Rollback
from domain.decide import decide
from domain.refusals import EffectChanged, ErrorCode
from domain.vocabulary import Phase, State, Status
from domain.workflow import Workflow
from tests.domain.builds import ID, Build
from tests.domain.design import PHASES, earlier
from tests.domain.going_back import Back, backwards, retries, rollbacks, shown, target
from tests.domain.people import OPERATOR
from tests.domain.places import exhaust
from tests.domain.random_histories import Move, histories, moves, play
from tests.domain.reviewing import finish


def noted(build: Build) -> None:
    build.note("Hurry.")


def claimed_and_given_up(build: Build) -> None:
    build.expire()


def claimed_and_released(build: Build) -> None:
    build.claim()
    build.release()


def paused_and_resumed(build: Build) -> None:
    build.pause()
    build.resume()


@pytest.mark.parametrize("between", [noted, claimed_and_given_up, claimed_and_released, paused_and_resumed])
@pytest.mark.parametrize("state", [state for state in PHASES if earlier(state)])
def test_what_leaves_the_effect_as_it_is_does_not_matter(state: State, between: Callable[[Build], None]) -> None:
    build = Build().go(State(state))
    asked = [replace(each, preview=shown(build.workflow, each).key) for each in backwards(build)]
    between(build)
    for command in asked:
        assert isinstance(decide(build.workflow, command), tuple)


def taken(build: Build) -> None:
    build.claim()


def output_replaced(build: Build) -> None:
    build.rollback(Phase.IMPLEMENTATION)
    build.go(State.TESTING)


def a_round_later(build: Build) -> None:
    build.fail()
    build.go(State.TESTING)


def granted(build: Build) -> None:
    build.retry(Phase.DISCOVERY)
    build.pause()
    build.resume(3)
    build.go(State.TESTING)


def held(build: Build) -> None:
    build.pause()


def escalated(build: Build) -> None:
    exhaust(build, Phase.TESTING)


def gone_on(build: Build) -> None:
    build.go(State.DEPLOYMENT)


CHANGES = (taken, output_replaced, a_round_later, granted, held, escalated, gone_on)
each_change = pytest.mark.parametrize("change", CHANGES)


def changed(build: Build, command: Back, told: str) -> None:
    """The command is refused with the effect that was told and the one that it has now, and granted with the latter."""
    before, now = build.workflow, shown(build.workflow, command).key
    refusal = build.refusal(replace(command, preview=told))
    assert refusal == EffectChanged(told, now)
    assert told != now
    assert f"it showed {told}; now it would be {now}." in refusal.message
    assert build.workflow is before
    assert isinstance(decide(before, replace(command, preview=now)), tuple)


@each_change
def test_a_rollback_whose_effect_is_another_is_refused_with_both(change: Callable[[Build], None]) -> None:
    build = Build(max_rounds=2).go(State.TESTING)
    asked = [(command, shown(build.workflow, command).key) for command in rollbacks(build)]
    change(build)
    for command, told in asked:
        changed(build, command, told)


@pytest.mark.parametrize("change", [taken, output_replaced, a_round_later, granted, gone_on])
def test_a_retry_is_held_to_its_preview_as_well(change: Callable[[Build], None]) -> None:
    build = Build().go(State.TESTING)
    asked = [shown(build.workflow, command).key for command in retries(build)]
    change(build)
    for told, command in zip(asked, retries(build), strict=False):
        changed(build, command, told)


def test_a_claim_by_another_worker_is_another_effect() -> None:
    build = Build().go(State.TESTING)
    build.claim()
    command = rollbacks(build)[0]
    told = shown(build.workflow, command).key
    build.expire()
    changed(build, command, told)
    build.claim()
    changed(build, command, told)


def test_a_retry_that_would_no_longer_escalate_is_another_effect() -> None:
    build = Build(max_rounds=1).go(State.TESTING)
    told = shown(build.workflow, retries(build)[-1])
    assert told.status is Status.ESCALATED
    build.rollback(Phase.IMPLEMENTATION)
    build.pause()
    build.resume(1)
    build.go(State.TESTING)
    changed(build, retries(build)[-1], told.key)
    assert shown(build.workflow, retries(build)[-1]).status is Status.ACTIVE


def test_a_preview_that_is_no_effect_is_refused_and_what_is_refused_anyway_is_refused_as_ever() -> None:
    build = Build().go(State.TESTING)
    rollback = Rollback(workflow_id=ID, actor=OPERATOR, phase=Phase.PLANNING, reason="Again.", preview="")
    assert build.refusal(rollback).code is ErrorCode.EFFECT_CHANGED
    assert build.refusal(replace(rollback, phase=Phase.DEPLOYMENT)).code is ErrorCode.PHASE_NOT_EARLIER
    assert build.refusal(replace(rollback, actor=build.owner)).code is ErrorCode.NOT_PERMITTED
    build.do(finish(build))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(build=histories(15), number=st.integers(0, 11), happens=moves(3))
def test_a_preview_holds_exactly_as_long_as_all_that_it_shows(build: Build, number: int, happens: list[Move]) -> None:
    possible = backwards(build)
    if number < len(possible):
        command = possible[number]
        before, told = touched(build.workflow, command), shown(build.workflow, command).key
        play(build, happens)
        command = replace(command, claim=build.number) if isinstance(command, RequestRetry) else command
        answer = decide(build.workflow, replace(command, preview=told))
        if isinstance(answer, tuple) or answer.code is ErrorCode.EFFECT_CHANGED:
            assert isinstance(answer, tuple) == (touched(build.workflow, command) == before)


def touched(workflow: Workflow, command: Back) -> tuple[object, ...]:
    """All that decides what the command would do, told without the effect."""
    phase = target(command)
    assert phase is not None
    record, status = workflow.phases[phase], workflow.status
    outputs = [each.output for name, each in workflow.phases.items() if PHASES.index(name) >= PHASES.index(phase)]
    moving = Status.ACTIVE if status is Status.COMPLETED else status
    return record.attempt, record.round, record.max_rounds, moving, outputs, workflow.claim
