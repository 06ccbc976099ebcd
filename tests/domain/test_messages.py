"""The message of an event is a sentence that a person can read."""

from domain.commands import Approve
from domain.vocabulary import EventKind, Phase, Role, State, Status
from tests.domain.builds import ID, Build
from tests.domain.commands import accepted_at
from tests.domain.people import actor
from tests.domain.places import Place, at, each_place


def test_the_end_of_a_build_is_announced_as_live() -> None:
    last = Build().go(State.COMPLETE).log[-1]
    assert last.kind is EventKind.COMPLETED
    assert last.message == "Release Manager finished DEPLOYMENT of 'A shop'. Your build is live!"


@each_place
def test_every_message_is_a_sentence_without_holes_and_only_the_last_says_live(place: Place) -> None:
    for _, events in (*accepted_at(place, 1), *accepted_at(place, 5)):
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


def test_the_messages_of_claims_tell_who_had_the_work_and_how_it_ended() -> None:
    build = Build().go(State.HANDOFF_TO_TESTER)
    first = len(build.log)
    for end in (build.release, build.revoke):
        build.claim("w-1", 90)
        end("Stuck.")
    build.expire("w-2")
    assert [event.message for event in build.log[first:]] == [
        "Test Auditor took over and begins TESTING.",
        "Test Auditor 'w-1' claimed TESTING for 90 seconds.",
        "Test Auditor 'w-1' gave TESTING back: Stuck.",
        "Test Auditor 'w-1' claimed TESTING for 90 seconds.",
        "Test Auditor 'w-1' had its claim of TESTING taken away by an operator: Stuck.",
        "Test Auditor 'w-2' claimed TESTING for 60 seconds.",
        "Test Auditor 'w-2' was not heard of in time, and lost its claim of TESTING.",
    ]


def test_when_too_many_claims_ran_out_the_message_names_each_worker_once_and_what_helps() -> None:
    build = Build().go(State.TESTING)
    for worker in ("w-1", "w-2", "w-1", "w-2", "w-3"):
        build.expire(worker)
    assert build.log[-1].message == (
        "5 claims of TESTING ran out in this attempt (w-1, w-2, w-3). An operator must see why, and let it move again "
        "with resumeWorkflow."
    )


def test_the_messages_at_a_gate_tell_what_was_decided_and_by_whom() -> None:
    build = Build(gates=[State.HANDOFF_TO_TESTER]).go(State.HANDOFF_TO_TESTER)
    (rejected,) = build.reject("No tests.")
    build.go(State.HANDOFF_TO_TESTER)
    (approved,) = build.do(Approve(workflow_id=ID, actor=actor(None), notes="Neat."))
    assert [rejected.message, build.log[-2].message, approved.message] == [
        "Q Assistant rejected the handoff in HANDOFF_TO_TESTER and sends the work back to IMPLEMENTATION: No tests.",
        "Code Writer finished IMPLEMENTATION and hands over to the Test Auditor, once the Q Assistant has approved it.",
        "Olga approved the handoff in HANDOFF_TO_TESTER: Neat.",
    ]
