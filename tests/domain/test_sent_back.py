"""Why work came back, as its owner is told."""

import pytest

from domain.assignment import assignment
from domain.vocabulary import JsonObject, Phase, State, Status
from tests.domain.builds import Build
from tests.domain.places import at, exhaust


def sent_back(build: Build) -> JsonObject | None:
    """What the assignment says of it."""
    work = assignment(build.workflow, build.events)
    assert work is not None
    found = work.context["sentBack"]
    assert found is None or isinstance(found, dict)
    return found


def test_work_that_goes_forward_was_not_sent_back() -> None:
    build = Build()
    while build.workflow.state is not State.COMPLETE:
        assert sent_back(build) is None
        build.step()


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_after_a_fail_the_owner_gets_the_reason_the_report_and_what_was_rejected(state: State) -> None:
    build = Build().go(State.IMPLEMENTATION)
    (written,) = build.step()
    by, role, report = build.go(state).owner.name, build.owner.role, build.result
    build.fail("Login fails.")
    assert sent_back(build) == {
        "kind": "PHASE_FAILED",
        "fromState": state,
        "byRole": role,
        "actor": by,
        "reason": "Login fails.",
        "report": report,
        "rejected": written.data["result"],
    }


def test_after_a_retry_there_is_no_report() -> None:
    build = Build().go(State.HANDOFF_TO_CODER)
    planned = build.log[-1].data["result"]
    build.retry(reason="No steps.")
    assert sent_back(build) == {
        "kind": "RETRY_REQUESTED",
        "fromState": "HANDOFF_TO_CODER",
        "byRole": "CODE_WRITER",
        "actor": "Code Writer One",
        "reason": "No steps.",
        "report": None,
        "rejected": planned,
    }


def test_after_a_rollback_of_a_completed_workflow_nobody_s_role_sent_it() -> None:
    build = Build().go(State.COMPLETE)
    released = build.log[-1].data["result"]
    build.rollback(Phase.DEPLOYMENT, "It is down.")
    assert sent_back(build) == {
        "kind": "ROLLED_BACK",
        "fromState": "COMPLETE",
        "byRole": None,
        "actor": "Olga",
        "reason": "It is down.",
        "report": None,
        "rejected": released,
    }


def test_the_latest_time_back_is_the_one_told() -> None:
    build = Build().go(State.TESTING)
    build.fail("First.")
    (again,) = build.step()
    build.go(State.TESTING).fail("Second.")
    told = sent_back(build) or {}
    assert (told["reason"], told["rejected"]) == ("Second.", again.data["result"])


def test_it_is_still_told_after_notes_pauses_escalation_and_resume() -> None:
    build = Build(max_rounds=1).go(State.TESTING)
    build.fail("Login fails.")
    before = sent_back(build)
    assert build.workflow.status is Status.ESCALATED
    build.resume()
    build.pause()
    build.note("Hurry.")
    assert sent_back(build) == before is not None


def test_it_is_no_longer_told_once_the_phase_is_finished_again() -> None:
    build = Build().go(State.TESTING)
    build.fail()
    build.go(State.HANDOFF_TO_VERIFIER)
    assert sent_back(build) is None
    build.rollback(Phase.TESTING)
    assert (sent_back(build) or {})["kind"] == "ROLLED_BACK"


def test_whoever_failed_the_work_finds_the_own_report_when_it_comes_again() -> None:
    build = Build().go(State.TESTING)
    report = build.result
    build.fail("Login fails.")
    for state in (State.HANDOFF_TO_TESTER, State.TESTING):
        told = sent_back(build.go(state)) or {}
        assert (told["reason"], told["report"], told["rejected"]) == ("Login fails.", report, None)


def test_every_later_phase_that_was_worked_on_is_told_why_it_runs_again() -> None:
    build = Build().go(State.IMPLEMENTATION)
    (written,) = build.step()
    build.go(State.VERIFICATION).rollback(Phase.PLANNING, "The customer wants hats.")
    told = sent_back(build.go(State.IMPLEMENTATION)) or {}
    assert (told["reason"], told["rejected"]) == ("The customer wants hats.", written.data["result"])
    assert sent_back(build.go(State.DEPLOYMENT)) is None


def test_the_instructions_point_at_it() -> None:
    build = at(State.IMPLEMENTATION, Status.ACTIVE)
    exhaust(build, Phase.IMPLEMENTATION)
    work = assignment(build.workflow, build.events)
    assert work is not None
    assert "`context.sentBack`" in work.instructions
