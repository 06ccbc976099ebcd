"""Bounds on texts, names and rounds: the last that is taken, and the first that is not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.commands import AddNote, Advance, Cancel, Command, Pause, RequestRetry, Resume, Rollback
from domain.decide import decide
from domain.events import Event
from domain.limits import MAX_NAME, MAX_ROUNDS, MAX_TEXT
from domain.refusals import InvalidInput, ReasonRequired
from domain.vocabulary import Outcome, Phase, State, Status
from tests.domain.builds import ID, Build, start
from tests.domain.people import OPERATOR
from tests.domain.places import at

Make = Callable[[str], Command]
TESTER = Build().go(State.TESTING).owner
NAMES: dict[str, Make] = {
    "projectId": lambda text: replace(start(), project_id=text),
    "buildId": lambda text: replace(start(), build_id=text),
    "title": lambda text: replace(start(), title=text),
}
REASONS: dict[str, Make] = {
    "retry": lambda text: RequestRetry(workflow_id=ID, actor=TESTER, reason=text),
    "rollback": lambda text: Rollback(workflow_id=ID, actor=OPERATOR, reason=text, phase=Phase.PLANNING),
}
OPTIONAL: dict[str, tuple[str, Make]] = {
    "advance": ("notes", lambda text: Advance(workflow_id=ID, actor=TESTER, result={}, notes=text)),
    "instruct": (
        "nextRoleInstruction",
        lambda text: Advance(workflow_id=ID, actor=TESTER, result={}, instruction=text),
    ),
    "pause": ("reason", lambda text: Pause(workflow_id=ID, actor=OPERATOR, reason=text)),
    "cancel": ("reason", lambda text: Cancel(workflow_id=ID, actor=OPERATOR, reason=text)),
}
TEXTS: list[tuple[str, int, Make]] = [
    *((field, MAX_NAME, make) for field, make in NAMES.items()),
    ("requirements", MAX_TEXT, lambda text: replace(start(), requirements=text)),
    *(("reason", MAX_TEXT, make) for make in REASONS.values()),
    ("text", MAX_TEXT, lambda text: AddNote(workflow_id=ID, actor=OPERATOR, text=text)),
    *((field, MAX_TEXT, make) for field, make in OPTIONAL.values()),
]
each_text = pytest.mark.parametrize(("field", "limit", "make"), TEXTS)


@each_text
def test_a_text_is_taken_up_to_its_limit_and_refused_one_past_it(field: str, limit: int, make: Make) -> None:
    workflow = Build().go(State.TESTING).workflow
    assert isinstance(decide(workflow, make("é" * limit)), tuple)
    refusal = decide(workflow, make("é" * (limit + 1)))
    assert refusal == InvalidInput(field, f"at most {limit} characters", f"{limit + 1}")


@each_text
@pytest.mark.parametrize(
    ("text", "received"),
    [("a\0b", "U+0000 at position 1"), ("\ud800", "U+D800 at position 0"), ("ok\udfff", "U+DFFF at position 2")],
    ids=["NUL", "high surrogate", "low surrogate"],
)
def test_a_text_with_nul_or_a_lone_surrogate_is_refused(
    field: str, limit: int, make: Make, text: str, received: str
) -> None:
    assert limit > len(text)
    refusal = decide(Build().workflow, make(text))
    assert refusal == InvalidInput(field, "text without NUL and lone surrogates", received)


@each_text
def test_a_text_of_any_other_characters_is_taken(field: str, limit: int, make: Make) -> None:
    assert limit > 4
    text = "\U0001f3a9 \u00e9\n\x01\uffff"
    assert isinstance(decide(Build().go(State.TESTING).workflow, make(text)), tuple), field


def test_the_reason_to_resume_is_a_text_like_the_others() -> None:
    build = at(State.TESTING, Status.PAUSED)
    ask = Resume(workflow_id=ID, actor=OPERATOR, reason="x" * (MAX_TEXT + 1))
    assert build.refusal(ask) == InvalidInput("reason", f"at most {MAX_TEXT} characters", f"{MAX_TEXT + 1}")
    build.do(replace(ask, reason="x" * MAX_TEXT))


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
@pytest.mark.parametrize(("field", "make"), [*NAMES.items(), *((field, make) for field, _, make in TEXTS[3:4])])
def test_a_start_says_what_is_built(field: str, make: Make, blank: str) -> None:
    assert decide(None, make(blank)) == InvalidInput(field, "a text that is not blank", "a blank one")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
@pytest.mark.parametrize("make", REASONS.values(), ids=REASONS)
def test_a_blank_reason_is_none(make: Make, blank: str) -> None:
    assert decide(Build().go(State.TESTING).workflow, make(blank)) == ReasonRequired("reason")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
@pytest.mark.parametrize(("field", "make"), OPTIONAL.values(), ids=OPTIONAL)
def test_a_blank_optional_text_counts_as_none(field: str, make: Make, blank: str) -> None:
    (event,) = _events(make(blank))
    assert (event.notes, event.data.get("instruction")) == (None, None), field


def test_the_blank_reason_of_a_resume_leaves_no_note() -> None:
    build = at(State.TESTING, Status.PAUSED)
    (event,) = build.resume(reason=" ")
    assert (event.notes, build.workflow.notes) == (None, ())


def test_a_reason_and_a_note_are_kept_with_the_blanks_around_them() -> None:
    build = Build().go(State.TESTING)
    (event,) = build.fail(" It broke.\n", instruction=" Mend it. ")
    assert (event.notes, event.data["instruction"]) == (" It broke.\n", " Mend it. ")


@pytest.mark.parametrize("rounds", [1, MAX_ROUNDS])
def test_the_least_and_the_most_rounds_are_taken(rounds: int) -> None:
    assert isinstance(decide(None, start(rounds)), tuple)
    (event,) = at(State.TESTING, Status.ESCALATED, max_rounds=1).resume(rounds)
    assert event.data == {"grantedRounds": {"TESTING": rounds}}


@pytest.mark.parametrize("rounds", [-1, 0, MAX_ROUNDS + 1])
def test_rounds_past_the_bounds_are_refused(rounds: int) -> None:
    expected = f"a number from 1 to {MAX_ROUNDS}"
    assert decide(None, start(rounds)) == InvalidInput("maxRounds", expected, str(rounds))
    refusal = decide(Build().workflow, Resume(workflow_id=ID, actor=OPERATOR, grant_rounds=rounds))
    assert refusal == InvalidInput("grantRounds", expected, str(rounds))


def test_the_blank_notes_of_a_fail_are_no_reason() -> None:
    ask = Advance(workflow_id=ID, actor=TESTER, outcome=Outcome.FAIL, result={}, notes=" ")
    assert decide(Build().go(State.TESTING).workflow, ask) == ReasonRequired("notes")


def _events(command: Command) -> tuple[Event, ...]:
    answer = decide(Build().go(State.TESTING).workflow, command)
    assert isinstance(answer, tuple), answer.message
    return answer
