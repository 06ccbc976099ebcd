"""The assignment: what the owner needs in order to work."""

from dataclasses import replace

import pytest

from domain.assignment import Assignment, assignment
from domain.commands import Advance
from domain.limits import NOTES_KEPT
from domain.vocabulary import Json, JsonObject, Phase, Role, State, Status
from tests.domain.builds import ID, Build
from tests.domain.design import PHASES, acts, ahead, earlier
from tests.domain.people import actor
from tests.domain.places import PLACES, Gate, Place, at, each_place, stand


def assigned(build: Build) -> Assignment:
    """What awaits the owner, who must be awaited."""
    found = assignment(build.workflow, build.events)
    assert found is not None
    return found


def context(build: Build) -> JsonObject:
    """The context of the assignment."""
    return assigned(build).context


@each_place
def test_the_owner_is_awaited_for_its_phase_or_the_approver_for_the_one_before_and_nobody_once_it_is_over(
    place: Place,
) -> None:
    build, closed = stand(place), place.gate is Gate.CLOSED
    if place.status in {Status.COMPLETED, Status.CANCELLED}:
        assert assignment(build.workflow, build.events) is None
    else:
        work = assigned(build)
        about = earlier(place.state)[-1] if closed else ahead(place.state)
        assert (work.role, work.state, work.phase) == (acts(place.state, closed=closed), place.state, about)


@each_place
def test_the_outputs_are_those_of_the_phases_before_and_the_plan_is_one_of_them(place: Place) -> None:
    build, state = stand(place), place.state
    work = assignment(build.workflow, build.events)
    results = {event.phase: event.data["result"] for event in build.log if "result" in event.data}
    if work is not None:
        assert work.context["outputs"] == {phase: results[Phase(phase)] for phase in earlier(state)}
        assert work.context["plan"] == (results[Phase.PLANNING] if "PLANNING" in earlier(state) else None)
        assert (work.context["title"], work.context["requirements"]) == ("A shop", "It sells hats.")


def test_the_context_has_the_same_keys_everywhere() -> None:
    keys = {
        "title",
        "requirements",
        "plan",
        "outputs",
        "instruction",
        "remarks",
        "notes",
        "sentBack",
        "tried",
        "findings",
    }
    builds = [stand(place) for place in PLACES]
    found = [assignment(build.workflow, build.events) for build in builds]
    assert {frozenset(work.context) for work in found if work is not None} == {frozenset(keys)}


@pytest.mark.parametrize("state", [State(phase) for phase in PHASES[:-1]])
def test_what_a_role_asks_of_the_next_one_is_there_before_and_after_the_acknowledgement(state: State) -> None:
    build = Build().go(state)
    build.step(instruction="Mind the hats.")
    assert context(build)["instruction"] == "Mind the hats."
    build.go(State(ahead(build.workflow.state) or ""))
    assert context(build)["instruction"] == "Mind the hats."


@pytest.mark.parametrize("state", [State(phase) for phase in PHASES[:-1]])
def test_what_a_role_says_of_its_work_reaches_the_next_one(state: State) -> None:
    build = Build().go(state)
    build.step(notes="The login is untested.")
    assert context(build)["remarks"] == "The login is untested."


def test_an_instruction_is_for_the_next_phase_only() -> None:
    build = Build()
    build.step(instruction="Mind the hats.")
    build.step()
    assert context(build)["instruction"] is None


def test_the_instruction_that_comes_with_a_fail_takes_the_place_of_the_earlier_one() -> None:
    build = Build().go(State.PLANNING)
    build.step(instruction="Follow the plan.")
    build.go(State.TESTING).fail(instruction="Only mend the login.")
    assert context(build)["instruction"] == "Only mend the login."


def test_after_a_retry_the_earlier_instruction_no_longer_stands() -> None:
    build = Build().go(State.PLANNING)
    build.step(instruction="Follow the plan.")
    build.go(State.TESTING).retry()
    assert context(build)["instruction"] is None


@pytest.mark.parametrize("extra", [0, 1])
def test_the_latest_notes_are_repeated_in_order_and_older_ones_stay_in_the_history(extra: int) -> None:
    build = Build()
    said = [f"Note {number}." for number in range(NOTES_KEPT + extra)]
    for text in said:
        build.note(text, actor(Role.CODE_WRITER))
    expected: list[Json] = [{"actor": "Code Writer One", "text": text} for text in said[extra:]]
    assert context(build)["notes"] == expected
    assert [event.notes for event in build.log[1:]] == said


def test_what_an_operator_says_on_resuming_is_a_note_and_what_it_says_on_pausing_is_not() -> None:
    build = Build()
    build.pause("Lunch.")
    build.resume(reason="Go on, with care.")
    assert context(build)["notes"] == [{"actor": "Olga", "text": "Go on, with care."}]


@pytest.mark.parametrize("state", [State.HANDOFF_TO_TESTER, State.TESTING])
def test_the_attempt_in_a_handoff_state_is_the_one_that_acknowledging_begins(state: State) -> None:
    build = Build().go(State.TESTING)
    build.fail()
    assert assigned(build.go(state)).attempt == 2


def test_the_round_counts_against_the_rounds_granted() -> None:
    build = at(State.TESTING, Status.ESCALATED, max_rounds=2)
    assert (assigned(build).round, assigned(build).max_rounds) == (3, 2)
    build.resume(4)
    assert (assigned(build).round, assigned(build).max_rounds) == (3, 6)


def test_a_phase_not_yet_entered_is_in_its_first_round() -> None:
    work = assigned(Build().go(State.HANDOFF_TO_TESTER))
    assert (work.attempt, work.round) == (1, 1)


def test_a_result_is_handed_on_as_it_came() -> None:
    build = Build()
    result: JsonObject = {"a": [1, 2.5, None, True, {"b": "c"}]}
    build.do(replace(Advance(workflow_id=ID, actor=build.owner), result=result))
    assert context(build)["outputs"] == {"DISCOVERY": result}
