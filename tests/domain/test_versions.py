"""Rule 10: who expects another version than the present one is refused, with the present one."""

import pytest

from domain.commands import AddNote, Change, Pause
from domain.decide import decide
from domain.refusals import StaleVersion, WorkflowNotFound
from domain.vocabulary import State
from tests.domain.builds import ID, Build
from tests.domain.people import OPERATOR
from tests.domain.places import Place, each_place, stand


def note(expected_version: int | None) -> AddNote:
    return AddNote(workflow_id=ID, actor=OPERATOR, text="Hello.", expected_version=expected_version)


@each_place
def test_any_other_version_than_the_present_one_is_stale(place: Place) -> None:
    build = stand(place)
    current = build.workflow.version
    for expected in (-1, 0, current - 1, current + 1):
        assert build.refusal(note(expected)) == StaleVersion(expected, current)
    build.do(note(current))
    assert build.refusal(note(current)) == StaleVersion(current, current + 1)


def test_the_version_is_the_sequence_of_the_last_event() -> None:
    build = Build().go(State.TESTING)
    build.fail()
    assert build.workflow.version == build.log[-1].sequence == len(build.log)


def test_entered_is_the_event_that_led_to_the_present_state() -> None:
    build = Build().go(State.TESTING)
    entered = build.workflow.version
    build.note("Hello.")
    build.pause()
    assert build.workflow.entered == entered


@pytest.mark.parametrize("ask", [note(None), note(1), Pause(workflow_id=ID, actor=OPERATOR)])
def test_a_command_for_a_workflow_that_does_not_exist_is_refused(ask: Change) -> None:
    assert decide(None, ask) == WorkflowNotFound(ID)
