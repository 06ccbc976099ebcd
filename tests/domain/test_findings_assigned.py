"""Open findings in the assignment: who is told of them, what, and how they can be answered."""

from itertools import combinations

import pytest

from domain.commands import NewFinding
from domain.context import finding_details, open_findings, rejected_source, sources
from domain.vocabulary import FindingStatus, Json, Phase, Severity, State
from tests.domain.builds import Build
from tests.domain.design import PHASES, earlier
from tests.domain.places import HANDOFFS
from tests.domain.reading import assigned, listed
from tests.domain.reviewing import answer, fail, finish, gated, reject, retry, standing, wrong

PAIRS = [(Phase(against), Phase(by)) for against, by in combinations(PHASES, 2)]
each_pair = pytest.mark.parametrize(("against", "by"), PAIRS)


@each_pair
def test_an_open_finding_is_in_the_assignments_of_both_its_phases_and_in_no_others(against: Phase, by: Phase) -> None:
    build = Build().go(State(by))
    build.do(retry(build, against, wrong("A", Severity.MAJOR)))
    while build.workflow.state is not State.COMPLETE:
        work = assigned(build)
        concerned = work.phase in {against, by}
        ways = "RESOLVED or DISPUTED" if work.phase is against else "RESOLVED or WITHDRAWN"
        sentence = f"The finding A is OPEN: answer it in `answers` with {ways}."
        assert [each["id"] for each in listed(build)] == (["A"] if concerned else [])
        assert (sentence in work.instructions, "The finding" in work.instructions) == (concerned, concerned)
        build.step()
    assert open_findings(build.workflow) == ()


@each_pair
def test_a_reviewer_is_told_of_what_the_reviewed_phase_raised_or_has_to_answer_and_answers_none_of_it(
    against: Phase, by: Phase
) -> None:
    for gate in HANDOFFS:
        build = Build(gates=[gate]).go(State(by))
        build.do(retry(build, against, wrong("A", Severity.MAJOR)))
        if build.workflow.state in list(State)[: list(State).index(gate)]:
            build.go(gate)
            assert build.workflow.awaits_approval
            assert [each["id"] for each in listed(build)] == (["A"] if earlier(gate)[-1] in {against, by} else [])
            assert "The finding" not in assigned(build).instructions


@pytest.mark.parametrize("gate", HANDOFFS)
def test_what_a_gate_raised_is_in_the_assignments_of_the_author_and_of_the_reviewer_there_and_in_no_others(
    gate: State,
) -> None:
    build = gated().go(gate)
    build.do(reject(wrong("A", Severity.MAJOR)))
    build.rollback(Phase.DISCOVERY)
    told = []
    while build.workflow.state is not State.COMPLETE:
        told += [build.workflow.place] * len(listed(build))
        build.step()
    assert list(dict.fromkeys(told)) == [State(earlier(gate)[-1]), gate]


@pytest.mark.parametrize("status", FindingStatus)
def test_a_finding_is_told_with_all_that_was_said_about_it_while_it_is_open(status: FindingStatus) -> None:
    build = Build().go(State.TESTING)
    told = NewFinding(title="It leaks.", severity=Severity.MAJOR, id="A", detail="At the seam.", location="hat.py:3")
    build.do(fail(build, told, wrong("B", Severity.MINOR)))
    if status is FindingStatus.WITHDRAWN:
        build.go(State.TESTING).do(fail(build, answers=(answer("A", status),)))
    elif status is not FindingStatus.OPEN:
        build.do(finish(build, None, answer("A", status)))
    common: dict[str, Json] = {"raisedIn": "TESTING", "against": "IMPLEMENTATION"}
    said: dict[str, Json] = {"title": "It leaks.", "detail": "At the seam.", "location": "hat.py:3"}
    comment = None if status is FindingStatus.OPEN else "See there."
    first = {"id": "A", "severity": "MAJOR", "status": status, **common, **said, "comment": comment}
    bare = {"title": "It leaks.", "detail": None, "location": None, "comment": None}
    second = {"id": "B", "severity": "MINOR", "status": "OPEN", **common, **bare}
    is_open = status in {FindingStatus.OPEN, FindingStatus.DISPUTED}
    assert listed(build.go(State.TESTING)) == ([first, second] if is_open else [second])
    assert finding_details(standing(build)["A"], build.events) == {**said, "comment": comment}


def test_a_dispute_is_told_to_the_phase_that_raised_the_finding_with_what_it_can_answer() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A"), wrong("B")))
    build.do(finish(build, None, answer("B", FindingStatus.DISPUTED)))
    assert (
        "The finding A is OPEN: answer it in `answers` with RESOLVED or WITHDRAWN. The finding B is DISPUTED: answer "
        "it in `answers` with RESOLVED or WITHDRAWN. Finish with"
    ) in assigned(build).instructions


def test_a_finding_raised_again_is_told_as_it_was_raised_last() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A", title="It leaks.")))
    build.do(finish(build, None, answer("A", FindingStatus.DISPUTED)))
    build.go(State.TESTING).do(fail(build, wrong("A", Severity.MINOR, "It still leaks.")))
    (told,) = listed(build)
    assert (told["title"], told["severity"], told["status"], told["comment"]) == (
        "It still leaks.",
        "MINOR",
        "OPEN",
        None,
    )


def test_once_it_is_complete_no_finding_awaits_anybody() -> None:
    build = Build().go(State.DEPLOYMENT)
    build.do(retry(build, Phase.DISCOVERY, wrong("A", Severity.MINOR)))
    workflow = build.go(State.COMPLETE).workflow
    assert (open_findings(workflow), len(workflow.findings)) == ((), 1)
    assert rejected_source(workflow, {}) is None
    assert set(sources(workflow)) == {1, *(record.output for record in workflow.phases.values())}
