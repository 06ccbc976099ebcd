"""Rule 12 with findings: what a gate raised is answered at that gate, and holds up nothing but its approval."""

import pytest

from domain.commands import FindingAnswer
from domain.limits import MAX_FINDINGS
from domain.refusals import FindingNotOpen, InvalidInput, OpenFindings
from domain.vocabulary import EventKind, FindingStatus, Phase, Severity, State
from tests.domain.builds import Build
from tests.domain.design import ahead, earlier
from tests.domain.places import HANDOFFS
from tests.domain.reading import assigned, listed
from tests.domain.reviewing import answer, approve, finish, gated, reject, retry, standing, wrong

OPEN, DISPUTED, RESOLVED, WITHDRAWN = FindingStatus
RAISER = (RESOLVED, WITHDRAWN)
each_gate = pytest.mark.parametrize("gate", HANDOFFS)
each_status = pytest.mark.parametrize("status", FindingStatus)


def come_back(gate: State, severity: Severity = Severity.BLOCKING) -> Build:
    """A build that stands at the gate again after it was rejected there for A."""
    build = gated().go(gate)
    build.do(reject(wrong("A", severity)))
    return build.go(gate)


@each_gate
def test_rule_12_an_approval_is_refused_while_blocking_findings_that_were_raised_at_this_gate_are_open(
    gate: State,
) -> None:
    build = gated().go(gate)
    build.do(reject(wrong("A"), wrong("B", Severity.MAJOR), wrong("C")))
    before = build.go(gate).workflow
    assert build.refusal(approve()) == OpenFindings(gate, ("A", "C"))
    assert build.refusal(approve(answer("C", RESOLVED))) == OpenFindings(gate, ("A",))
    assert build.workflow is before
    build.do(approve(answer("A", WITHDRAWN), answer("C", RESOLVED)))
    assert [each.status for each in build.workflow.findings] == [WITHDRAWN, OPEN, RESOLVED]


@each_gate
@pytest.mark.parametrize("severity", [severity for severity in Severity if severity is not Severity.BLOCKING])
def test_rule_12_findings_that_do_not_block_leave_the_gate_free(gate: State, severity: Severity) -> None:
    build = come_back(gate, severity)
    build.do(approve())
    assert standing(build)["A"].status is OPEN


@each_gate
@each_status
def test_rule_12_whoever_approves_resolves_or_withdraws_what_was_raised_at_this_gate(
    gate: State, status: FindingStatus
) -> None:
    build = come_back(gate)
    before, answered = build.workflow, build.ask(approve(answer("A", status)))
    if status not in RAISER:
        assert answered == FindingNotOpen("A", status, gate, ("A",), RAISER)
        assert build.workflow is before
        return
    assert isinstance(answered, tuple)
    (event,) = answered
    assert (event.kind, event.data) == (
        EventKind.APPROVED,
        {"answers": [{"id": "A", "status": status, "comment": "See there."}]},
    )
    assert (standing(build)["A"].status, standing(build)["A"].answered) == (status, event.sequence)


@each_gate
def test_rule_12_an_approval_without_answers_says_of_none(gate: State) -> None:
    build = gated().go(gate)
    assert build.do(approve())[0].data == {}


@each_gate
@each_status
def test_rule_12_an_approval_answers_nothing_that_was_raised_elsewhere(gate: State, status: FindingStatus) -> None:
    build = gated().go(gate)
    build.do(retry(build, None, wrong("A", Severity.MINOR)))
    before = build.go(gate).workflow
    assert build.refusal(approve(answer("A", status))) == FindingNotOpen("A", status, gate, (), ())
    assert build.workflow is before


@each_gate
def test_rule_12_what_the_gate_raised_does_not_hold_up_the_phases_on_either_side(gate: State) -> None:
    build = come_back(gate)
    assert isinstance(build.log[-1].data["result"], dict)
    build.do(approve(answer("A", RESOLVED)))
    build.step()
    build.do(finish(build))
    build = come_back(gate)
    build.rollback(Phase.DISCOVERY)
    assert [event.kind for event in build.go(gate).log[-1:]] == ["PHASE_PASSED"]


@each_gate
def test_rule_12_the_next_phase_neither_answers_nor_is_told_of_what_the_gate_raised(gate: State) -> None:
    build = come_back(gate, Severity.MAJOR)
    build.do(approve())
    assert listed(build) == []
    build.step()
    assert listed(build) == []
    refusal = build.refusal(finish(build, None, answer("A", RESOLVED)))
    assert refusal == FindingNotOpen("A", RESOLVED, State(ahead(gate) or ""), (), ())
    build.do(finish(build))


@each_gate
def test_rule_12_what_the_next_phase_raised_does_not_hold_up_the_gate(gate: State) -> None:
    build = gated().go(State(ahead(gate) or ""))
    build.do(retry(build, Phase(earlier(gate)[-1]), wrong("A")))
    build.go(gate).do(approve())
    build.go(State(ahead(gate) or ""))
    assert build.refusal(finish(build)) == OpenFindings(State(ahead(gate) or ""), ("A",))


@each_gate
def test_rule_12_what_the_author_resolved_needs_no_answer_and_what_it_disputed_does(gate: State) -> None:
    for status, refused in ((RESOLVED, False), (DISPUTED, True)):
        build = gated().go(gate)
        build.do(reject(wrong("A")))
        build.do(finish(build, None, answer("A", status)))
        answered = build.ask(approve())
        assert (answered == OpenFindings(gate, ("A",))) == refused


@each_gate
def test_rule_12_the_reviewer_is_told_what_it_has_to_answer_and_how(gate: State) -> None:
    build = come_back(gate)
    told = "The finding A is OPEN: answer it in `answers` with RESOLVED or WITHDRAWN."
    assert told in assigned(build).instructions
    assert [(each["id"], each["raisedIn"]) for each in listed(build)] == [("A", gate)]


@each_gate
def test_rule_12_a_rejection_leaves_what_is_open_as_it_is(gate: State) -> None:
    build = come_back(gate)
    before = standing(build)["A"]
    build.do(reject(wrong("B")))
    assert standing(build)["A"] == before


@each_gate
def test_rule_12_after_a_rollback_what_the_gate_raised_still_blocks_it(gate: State) -> None:
    build = come_back(gate)
    build.rollback(Phase.DISCOVERY)
    assert build.go(gate).refusal(approve()) == OpenFindings(gate, ("A",))


@each_gate
def test_that_an_answer_is_not_possible_is_said_before_that_findings_are_open(gate: State) -> None:
    refusal = come_back(gate).refusal(approve(answer("X", RESOLVED)))
    assert refusal == FindingNotOpen("X", RESOLVED, gate, ("A",), ())


def test_the_answers_of_an_approval_have_the_bounds_of_all_answers() -> None:
    build = come_back(State.HANDOFF_TO_TESTER)
    for answers, field in (
        ((answer("A", RESOLVED), answer("A", RESOLVED)), "answers.id"),
        ((FindingAnswer(id="A", status=RESOLVED, comment="a\0b"),), "answers.comment"),
        (tuple(answer(f"F{number}", RESOLVED) for number in range(MAX_FINDINGS + 1)), "answers"),
    ):
        refusal = build.refusal(approve(*answers))
        assert isinstance(refusal, InvalidInput)
        assert refusal.field == field
