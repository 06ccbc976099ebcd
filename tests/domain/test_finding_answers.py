"""Who may answer a finding, and how: the phase it was raised against, and whoever is where it was raised."""

from dataclasses import replace
from itertools import combinations

import pytest

from domain.commands import FindingAnswer
from domain.refusals import AcknowledgeFirst, FindingNotOpen
from domain.vocabulary import FindingStatus, Outcome, Phase, Severity, State
from tests.domain.builds import Build
from tests.domain.design import MACHINE, PHASES
from tests.domain.places import HANDOFFS
from tests.domain.reviewing import answer, fail, finish, retry, standing, wrong

OPEN, DISPUTED, RESOLVED, WITHDRAWN = FindingStatus
AUTHOR = (RESOLVED, DISPUTED)
RAISER = (RESOLVED, WITHDRAWN)
PAIRS = [(Phase(against), Phase(by)) for against, by in combinations(PHASES, 2)]
each_pair = pytest.mark.parametrize(("against", "by"), PAIRS)
each_status = pytest.mark.parametrize("status", FindingStatus)


def raised(against: Phase, by: Phase, severity: Severity = Severity.MAJOR) -> Build:
    """A build come back to `against` with the finding A that `by` raised."""
    build = Build().go(State(by))
    build.do(retry(build, against, wrong("A", severity)))
    return build


def possible(phase: str, against: Phase, by: Phase) -> tuple[FindingStatus, ...]:
    """How `phase` may answer a finding of `by` against `against`."""
    return {against: AUTHOR, by: RAISER}.get(Phase(phase), ())


@each_pair
@each_status
def test_the_author_may_resolve_or_dispute_the_raiser_resolve_or_withdraw_and_nobody_else_anything(
    against: Phase, by: Phase, status: FindingStatus
) -> None:
    for phase in PHASES[PHASES.index(against) :]:
        build = raised(against, by).go(State(phase))
        before = build.workflow
        answered = build.ask(finish(build, None, answer("A", status)))
        allowed = possible(phase, against, by)
        if status in allowed:
            assert (standing(build)["A"].status, standing(build)["A"].answered) == (status, build.workflow.version)
            assert build.log[-1].data["answers"] == [{"id": "A", "status": status, "comment": "See there."}]
        else:
            known = ("A",) if allowed else ()
            assert answered == FindingNotOpen("A", status, State(phase), known, allowed)
            assert build.workflow is before


@each_pair
@pytest.mark.parametrize("first", AUTHOR)
def test_what_the_author_resolved_is_closed_and_what_it_disputed_is_left_to_the_raiser(
    against: Phase, by: Phase, first: FindingStatus
) -> None:
    for status in RAISER:
        build = raised(against, by)
        build.do(finish(build, None, answer("A", first)))
        assert standing(build)["A"].is_open == (first is DISPUTED)
        taken = isinstance(build.go(State(by)).ask(finish(build, None, answer("A", status))), tuple)
        assert taken == (first is DISPUTED)
        assert standing(build)["A"].status is (status if taken else RESOLVED)


@each_status
@pytest.mark.parametrize("first", [RESOLVED, DISPUTED, WITHDRAWN])
def test_an_author_that_gets_the_work_again_may_answer_what_is_still_open(
    first: FindingStatus, status: FindingStatus
) -> None:
    build = raised(Phase.PLANNING, Phase.TESTING)
    build.go(State.PLANNING if first in AUTHOR else State.TESTING).do(finish(build, None, answer("A", first)))
    build.rollback(Phase.DISCOVERY)
    build.go(State.PLANNING)
    answered = build.ask(finish(build, None, answer("A", status)))
    assert isinstance(answered, tuple) == (first is DISPUTED and status in AUTHOR)
    assert standing(build)["A"].status is (status if isinstance(answered, tuple) else first)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("status", RAISER)
def test_answers_count_with_either_outcome(outcome: Outcome, status: FindingStatus) -> None:
    build = raised(Phase.IMPLEMENTATION, Phase.TESTING, Severity.BLOCKING).go(State.TESTING)
    ask = fail(build, wrong("B"), answers=(answer("A", status),))
    build.do(ask if outcome is Outcome.FAIL else finish(build, None, *ask.answers))
    assert standing(build)["A"].status is status
    assert build.workflow.state == MACHINE["TESTING"][1 if outcome is Outcome.PASS else 2]


@pytest.mark.parametrize("outcome", Outcome)
def test_one_answer_that_is_not_possible_refuses_all_of_them_with_those_that_could_be_answered(
    outcome: Outcome,
) -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A"), wrong("B"), wrong("C", Severity.MINOR)))
    build.go(State.IMPLEMENTATION).do(finish(build, None, answer("B", RESOLVED)))
    build.go(State.TESTING)
    before, length = build.workflow, len(build.log)
    for bad in ("B", "X", "F1", "a"):
        answers = (answer("A", RESOLVED), answer(bad, RESOLVED), answer("C", WITHDRAWN))
        refusal = build.refusal(replace(fail(build, answers=answers), outcome=outcome))
        assert refusal == FindingNotOpen(bad, RESOLVED, State.TESTING, ("A", "C"), ())
        assert refusal.message.startswith(
            f"'{bad}' is no open finding that was raised or has to be answered in TESTING."
        )
        assert refusal.message.endswith("These are: A, C.")
        assert (build.workflow, len(build.log)) == (before, length)


def test_a_refusal_says_how_the_finding_could_be_answered_or_that_there_is_none() -> None:
    build = raised(Phase.PLANNING, Phase.TESTING)
    refusal = build.refusal(finish(build, None, answer("A", WITHDRAWN)))
    assert refusal.message == "In PLANNING the finding 'A' is answered with RESOLVED or DISPUTED, not WITHDRAWN."
    refusal = Build().refusal(finish(Build(), None, answer("A", RESOLVED)))
    assert refusal.message == (
        "'A' is no open finding that was raised or has to be answered in DISCOVERY. These are: none."
    )


@pytest.mark.parametrize("state", HANDOFFS)
@each_status
def test_an_acknowledgement_takes_no_answers(state: State, status: FindingStatus) -> None:
    build = Build().go(state)
    refusal = build.refusal(finish(build, None, answer("A", status)))
    assert refusal == AcknowledgeFirst(state, build.workflow.owner, "answers")


@pytest.mark.parametrize("comment", [None, "", " \n", " Twice. "])
def test_a_comment_is_kept_as_it_came_and_a_blank_one_left_out(comment: str | None) -> None:
    build = raised(Phase.PLANNING, Phase.TESTING)
    (event,) = build.do(finish(build, None, FindingAnswer(id="A", status=RESOLVED, comment=comment)))
    said = {"comment": comment} if comment == " Twice. " else {}
    assert event.data["answers"] == [{"id": "A", "status": "RESOLVED", **said}]


def test_work_without_answers_leaves_findings_open() -> None:
    build = raised(Phase.PLANNING, Phase.DEPLOYMENT).go(State.DEPLOYMENT)
    assert standing(build)["A"].status is OPEN
    assert not [event for event in build.log if "answers" in event.data]
