"""The message of an event is a sentence that a person can read."""

import pytest

from domain.vocabulary import EventKind, Phase, Role, State, Status
from tests.domain.builds import Build
from tests.domain.commands import accepted
from tests.domain.people import actor
from tests.domain.places import Place, at, each_place, stand


def test_the_end_of_a_build_is_announced_as_live() -> None:
    last = Build().go(State.COMPLETE).log[-1]
    assert last.kind is EventKind.COMPLETED
    assert last.message == "Release Manager finished DEPLOYMENT of 'A shop'. Your build is live!"


@each_place
@pytest.mark.parametrize("max_rounds", [1, 5])
def test_every_message_is_a_sentence_without_holes_and_only_the_last_says_live(
    place: Place, max_rounds: int
) -> None:
    for _, events in accepted(stand(place, max_rounds).workflow):
        for event in events:
            assert event.message.endswith((".", "!"))
            assert "None" not in event.message
            assert "Nobody" not in event.message
            assert event.message.endswith("Your build is live!") == (event.kind is EventKind.COMPLETED)


def test_the_messages_of_a_build_tell_its_story() -> None:
    build = Build(max_rounds=1).go(State.HANDOFF_TO_TESTER)
    build.step()
    build.fail("Login fails.")
    build.resume(reason="One more.")
    build.step()
    build.step()
    build.retry(Phase.PLANNING, "The plan is wrong.")
    assert [event.message for event in build.log] == [
        "The build 'A shop' was started and waits in DISCOVERY.",
        "Q Assistant finished DISCOVERY and goes on with PLANNING.",
        "Q Assistant finished PLANNING and hands over to the Code Writer.",
        "Code Writer took over and begins IMPLEMENTATION.",
        "Code Writer finished IMPLEMENTATION and hands over to the Test Auditor.",
        "Test Auditor took over and begins TESTING.",
        "Test Auditor failed TESTING and sends the work back to IMPLEMENTATION: Login fails.",
        "IMPLEMENTATION has used up its round. An operator must grant new ones with resumeWorkflow.",
        "Olga resumed the workflow in IMPLEMENTATION: One more.",
        "Code Writer finished IMPLEMENTATION and hands over to the Test Auditor.",
        "Test Auditor took over and begins TESTING (attempt 2).",
        "Test Auditor sends the work back from TESTING to PLANNING: The plan is wrong.",
        "PLANNING has used up its round. An operator must grant new ones with resumeWorkflow.",
    ]


def test_what_holds_a_workflow_says_who_where_and_why() -> None:
    build = Build().go(State.TESTING)
    events = (build.pause(), build.resume(), build.note("Hi.", actor(Role.CODE_WRITER)), build.rollback(Phase.PLANNING))
    assert [event.message for (event,) in (*events, build.cancel("No money."))] == [
        "Olga paused the workflow in TESTING.",
        "Olga resumed the workflow in TESTING.",
        "Code Writer left a note on the workflow in TESTING: Hi.",
        "Olga rolled the workflow back from TESTING to PLANNING: Again.",
        "Olga cancelled the workflow in PLANNING: No money.",
    ]


def test_a_phase_with_several_rounds_has_used_up_that_many() -> None:
    message = at(State.TESTING, Status.ESCALATED, max_rounds=3).log[-1].message
    assert message.startswith("TESTING has used up its 3 rounds.")
