"""What going back would do is said before it is done."""

from dataclasses import replace

import pytest

from domain.commands import RequestRetry
from domain.decide import decide
from domain.effect import Effect, effect_of
from domain.refusals import EffectChanged
from domain.vocabulary import EventKind, Phase, State, Status, WorkflowId
from domain.workflow import Workflow
from tests.domain.builds import Build, fold
from tests.domain.design import PHASES, earlier
from tests.domain.going_back import Back, backwards, retries, rollbacks, shown, target
from tests.domain.places import PLACES, Place, stand
from tests.domain.reviewing import gated, wrong
from tests.domain.ways_back import WAYS, Way

GOES_BACK = [place for place in PLACES if place.status is not Status.CANCELLED and earlier(place.state)]
each_place = pytest.mark.parametrize("place", GOES_BACK, ids=str)


def as_told(build: Build, command: Back) -> Workflow:
    """The workflow after the command, which did what its effect said."""
    before, told = build.workflow, shown(build.workflow, command)
    answer = decide(before, replace(command, preview=told.key))
    assert answer == decide(before, command)
    assert isinstance(answer, tuple)
    after = fold(answer, onto=before)
    record = after.phases[told.phase]
    outputs = {phase: record.output for phase, record in before.phases.items() if record.output is not None}
    lost = {phase: output for phase, output in outputs.items() if after.phases[phase].output is None}
    costs = isinstance(command, RequestRetry)
    assert told == Effect(
        workflow_id=before.id,
        kind=EventKind.RETRY_REQUESTED if costs else EventKind.ROLLED_BACK,
        phase=Phase(after.state),
        status=after.status,
        attempt=record.attempt,
        round=record.round,
        max_rounds=record.max_rounds,
        costs_a_round=costs,
        superseded=lost,
        revoked=before.claim,
    )
    assert (record.round - before.phases[told.phase].round, after.claim) == (int(costs), None)
    assert list(lost) == [phase for phase in outputs if PHASES.index(phase) >= PHASES.index(told.phase)]
    return after


@each_place
def test_the_effect_is_what_the_command_then_does(place: Place) -> None:
    stays = Status.ACTIVE if place.status is Status.COMPLETED else place.status
    for max_rounds in (1, 3):
        build = stand(place, max_rounds)
        for command in backwards(build):
            after = as_told(build, command)
            used_up = isinstance(command, RequestRetry) and max_rounds == 1
            assert (str(after.state), after.status) == (target(command), Status.ESCALATED if used_up else stays)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_effect_of_all_that_sends_work_back_can_be_told(way: Way) -> None:
    build = way.bring(gated(max_rounds=1))
    before = build.workflow
    told = effect_of(before, build.do(way.command(build, wrong())))
    assert (told.kind, told.phase, told.status) == (way.kind, way.target, Status.ESCALATED)
    assert (told.attempt, told.round, told.max_rounds, told.costs_a_round) == (2, 2, 1, True)


@each_place
def test_at_one_place_no_two_commands_have_the_same_effect(place: Place) -> None:
    build = stand(place)
    keys = [shown(build.workflow, command).key for command in backwards(build)]
    assert len(set(keys)) == len(keys) > 0


def test_the_effect_reads_as_a_sentence_that_names_the_workflow() -> None:
    build = Build(max_rounds=1).go(State.TESTING)
    assert shown(build.workflow, rollbacks(build)[2]).key == (
        "ROLLED_BACK of workflow-1 to IMPLEMENTATION (attempt 2, round 1 of 1), ACTIVE; outputs superseded: "
        "IMPLEMENTATION of event 5; claim ended: none"
    )
    number = build.claim()
    assert shown(build.workflow, retries(build)[2]).key == (
        "RETRY_REQUESTED of workflow-1 to IMPLEMENTATION (attempt 2, round 2 of 1), ESCALATED; outputs superseded: "
        f"IMPLEMENTATION of event 5; claim ended: that of event {number}"
    )


def test_the_same_step_back_of_another_workflow_is_another_effect() -> None:
    build = Build().go(State.TESTING)
    (asked, *_) = rollbacks(build)
    told = shown(build.workflow, asked)
    other = WorkflowId("workflow-2")
    assert shown(replace(build.workflow, id=other), replace(asked, workflow_id=other)) == replace(
        told, workflow_id=other
    )
    refused = decide(replace(build.workflow, id=other), replace(asked, workflow_id=other, preview=told.key))
    assert refused == EffectChanged(told.key, replace(told, workflow_id=other).key)
