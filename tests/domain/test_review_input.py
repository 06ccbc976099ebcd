"""Bounds on findings, answers, gates and leases: the last that is taken, and the first that is not."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, permutations

import pytest

from domain.commands import (
    Approve,
    ClaimWork,
    Command,
    FindingAnswer,
    NewFinding,
    Reject,
    ReleaseClaim,
    RequestRetry,
    RevokeClaim,
    StartWorkflow,
)
from domain.decide import decide
from domain.limits import DEFAULT_LEASE, MAX_FINDINGS, MAX_LEASE, MAX_NAME, MAX_TEXT
from domain.refusals import InvalidInput
from domain.review_input import check_answers, check_findings
from domain.validation import check, check_gates, check_lease
from domain.vocabulary import FindingStatus, Severity, State, Status
from tests.domain.builds import ID, Build, start
from tests.domain.people import OPERATOR
from tests.domain.places import HANDOFFS, REACHABLE, at
from tests.domain.reviewing import fail, finish, wrong

Findings = tuple[NewFinding, ...]
TESTING = Build().go(State.TESTING)
CARRIERS: dict[str, Callable[[Findings], Command]] = {
    "fail": lambda findings: fail(TESTING, *findings),
    "retry": lambda findings: RequestRetry(workflow_id=ID, actor=TESTING.owner, reason="Why.", findings=findings),
    "reject": lambda findings: Reject(workflow_id=ID, actor=OPERATOR, reason="Why.", findings=findings),
}
TEXTS: dict[str, tuple[int, bool, Callable[[str], Command]]] = {
    "findings.id": (MAX_NAME, True, lambda text: fail(TESTING, wrong(), wrong(text))),
    "findings.title": (MAX_NAME, True, lambda text: fail(TESTING, wrong(), wrong(title=text))),
    "findings.detail": (MAX_TEXT, False, lambda text: fail(TESTING, replace(wrong(), detail=text))),
    "findings.location": (MAX_TEXT, False, lambda text: fail(TESTING, replace(wrong(), location=text))),
    "answers.id": (MAX_NAME, True, lambda text: finish(TESTING, None, said("a"), said(text))),
    "answers.comment": (MAX_TEXT, False, lambda text: finish(TESTING, None, said("a", text))),
    "worker": (MAX_NAME, True, lambda text: ClaimWork(workflow_id=ID, actor=OPERATOR, worker=text)),
    "notes": (MAX_TEXT, False, lambda text: Approve(workflow_id=ID, actor=OPERATOR, notes=text)),
}
REASONS: list[Callable[[str], Command]] = [
    lambda text: ReleaseClaim(workflow_id=ID, actor=OPERATOR, reason=text),
    lambda text: RevokeClaim(workflow_id=ID, actor=OPERATOR, reason=text),
]
each_text = pytest.mark.parametrize(
    ("field", "limit", "required", "make"),
    [
        *((field, *rest) for field, rest in TEXTS.items()),
        *(("reason", MAX_TEXT, False, make) for make in REASONS),
    ],
)


def said(identity: str, comment: str | None = "Done.") -> FindingAnswer:
    """The answer that a finding is resolved."""
    return FindingAnswer(id=identity, status=FindingStatus.RESOLVED, comment=comment)


@each_text
def test_a_text_is_taken_up_to_its_limit_and_refused_one_past_it(
    field: str, limit: int, required: bool, make: Callable[[str], Command]
) -> None:
    assert check(make("é" * limit)) is None
    assert check(make("é" * (limit + 1))) == InvalidInput(field, f"at most {limit} characters", f"{limit + 1}")
    assert (check(make("x")), required) == (None, required)


@each_text
@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_only_what_is_required_may_not_be_blank(
    field: str, limit: int, required: bool, make: Callable[[str], Command], blank: str
) -> None:
    assert len(blank) < limit
    refused = InvalidInput(field, "a text that is not blank", "a blank one")
    assert check(make(blank)) == (refused if required else None)


@each_text
@pytest.mark.parametrize(("text", "received"), [("a\0b", "U+0000 at position 1"), ("\udfff", "U+DFFF at position 0")])
def test_a_text_with_nul_or_a_lone_surrogate_is_refused(
    field: str, limit: int, required: bool, make: Callable[[str], Command], text: str, received: str
) -> None:
    assert (limit > len(text), required) == (True, required)
    assert check(make(text)) == InvalidInput(field, "text without NUL and lone surrogates", received)


@pytest.mark.parametrize("make", CARRIERS.values(), ids=CARRIERS)
def test_findings_are_checked_wherever_they_come_with(make: Callable[[Findings], Command]) -> None:
    assert check(make(())) is None
    assert check(make((wrong("A"), wrong("a"), wrong(), wrong()))) is None
    many = tuple(wrong() for _ in range(MAX_FINDINGS))
    assert check(make(many)) is None
    assert check(make((*many, wrong()))) == InvalidInput("findings", f"at most {MAX_FINDINGS}", f"{MAX_FINDINGS + 1}")
    twice = InvalidInput("findings.id", "each finding once", "'A' twice")
    assert check(make((wrong("A"), wrong(), wrong("B"), wrong("A")))) == twice
    late = (wrong(), replace(wrong(), detail="\0"))
    assert check(make(late)) == InvalidInput(
        "findings.detail", "text without NUL and lone surrogates", "U+0000 at position 0"
    )


@pytest.mark.parametrize("state", [State.DISCOVERY, State.TESTING])
def test_answers_are_not_too_many_and_name_each_finding_once(state: State) -> None:
    build = Build().go(state)
    many = tuple(said(f"F{number}") for number in range(MAX_FINDINGS + 1))
    for ask in (finish(build), fail(build)):
        assert check(replace(ask, answers=many[1:])) is None
        assert check(replace(ask, answers=many)) == InvalidInput(
            "answers", f"at most {MAX_FINDINGS}", f"{MAX_FINDINGS + 1}"
        )
        twice = (said("A"), FindingAnswer(id="A", status=FindingStatus.WITHDRAWN))
        assert check(replace(ask, answers=twice)) == InvalidInput("answers.id", "each finding once", "'A' twice")


@pytest.mark.parametrize("comment", [None, "", " \n", "It is meant so."])
@pytest.mark.parametrize("status", FindingStatus)
def test_only_a_dispute_has_to_be_explained(status: FindingStatus, comment: str | None) -> None:
    invalid = check_answers([said("A"), FindingAnswer(id="B", status=status, comment=comment)])
    unexplained = status is FindingStatus.DISPUTED and comment != "It is meant so."
    why = InvalidInput("answers.comment", "with DISPUTED why the finding does not hold", "none")
    assert invalid == (why if unexplained else None)


def test_the_text_of_a_dispute_is_bounded_like_any_other() -> None:
    ask = FindingAnswer(id="A", status=FindingStatus.DISPUTED, comment="x" * (MAX_TEXT + 1))
    assert check_answers([ask]) == InvalidInput("answers.comment", f"at most {MAX_TEXT} characters", f"{MAX_TEXT + 1}")


def test_nothing_is_wrong_with_none() -> None:
    assert (check_findings([]), check_answers([])) == (None, None)


@pytest.mark.parametrize(("state", "status"), REACHABLE)
def test_what_is_out_of_bounds_is_said_wherever_the_workflow_stands(state: State, status: Status) -> None:
    workflow = at(state, status).workflow
    for make in CARRIERS.values():
        assert isinstance(decide(workflow, make((wrong(title=" "),))), InvalidInput)
    for lease in (0, MAX_LEASE + 1):
        ask = ClaimWork(workflow_id=ID, actor=OPERATOR, worker="w", lease_seconds=lease)
        assert isinstance(decide(workflow, ask), InvalidInput)


def begin(*gates: State) -> StartWorkflow:
    """A start with these gates."""
    return replace(start(), gates=gates)


@pytest.mark.parametrize("count", range(len(HANDOFFS) + 1))
def test_any_handoff_states_may_be_gated_in_any_order(count: int) -> None:
    for gates in permutations(HANDOFFS, count):
        events = decide(None, begin(*gates))
        assert isinstance(events, tuple)
        assert events[0].data["gates"] == [*gates]


@pytest.mark.parametrize("state", [state for state in State if state not in HANDOFFS])
def test_no_other_state_can_be_gated(state: State) -> None:
    expected = f"handoff states, each once: {' or '.join(HANDOFFS)}"
    for others in (*combinations(HANDOFFS, 0), *combinations(HANDOFFS, 2)):
        assert check(begin(*others, state)) == InvalidInput("gates", expected, ", ".join((*others, state)))


@pytest.mark.parametrize("state", HANDOFFS)
def test_a_gate_named_twice_is_refused(state: State) -> None:
    refused = check_gates((state, *HANDOFFS))
    assert refused is not None
    assert refused.received == ", ".join((state, *HANDOFFS))


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(1, True), (DEFAULT_LEASE, True), (MAX_LEASE, True), (0, False), (-1, False), (MAX_LEASE + 1, False)],
)
def test_a_lease_lasts_from_a_second_to_the_longest(seconds: int, taken: bool) -> None:
    refused = InvalidInput("leaseSeconds", f"a number from 1 to {MAX_LEASE}", str(seconds))
    assert check_lease(seconds) == (None if taken else refused)
    ask = ClaimWork(workflow_id=ID, actor=TESTING.owner, worker="w", lease_seconds=seconds)
    answer = decide(TESTING.workflow, ask)
    assert isinstance(answer, tuple) if taken else answer == refused


def test_a_finding_has_a_severity_of_the_list() -> None:
    for severity in Severity:
        assert check_findings([wrong(severity=severity)]) is None
