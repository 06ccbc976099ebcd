"""Bounds on what comes with claims and gates: the last that is taken, and the first that is not."""

from collections.abc import Callable

import pytest

from domain.commands import Approve, Change, ClaimWork, Reject, ReleaseClaim, RevokeClaim
from domain.decide import decide
from domain.limits import DEFAULT_LEASE, MAX_LEASE, MAX_NAME, MAX_TEXT
from domain.refusals import InvalidInput, ReasonRequired
from domain.vocabulary import State
from domain.workflow import Workflow
from tests.domain.builds import ID, Build, start
from tests.domain.people import OPERATOR
from tests.domain.places import HANDOFFS

Make = Callable[[str], Change]
FREE = Build().go(State.TESTING)
CLAIMED = Build().go(State.TESTING)
NUMBER = CLAIMED.claim()
GATED = Build(gates=[State.HANDOFF_TO_TESTER]).go(State.HANDOFF_TO_TESTER)
TEXTS: dict[str, tuple[str, int, Workflow, Make]] = {
    "claim": (
        "worker",
        MAX_NAME,
        FREE.workflow,
        lambda text: ClaimWork(workflow_id=ID, actor=FREE.owner, worker=text),
    ),
    "release": (
        "reason",
        MAX_TEXT,
        CLAIMED.workflow,
        lambda text: ReleaseClaim(workflow_id=ID, actor=OPERATOR, claim=NUMBER, reason=text),
    ),
    "revoke": (
        "reason",
        MAX_TEXT,
        CLAIMED.workflow,
        lambda text: RevokeClaim(workflow_id=ID, actor=OPERATOR, reason=text),
    ),
    "approve": ("notes", MAX_TEXT, GATED.workflow, lambda text: Approve(workflow_id=ID, actor=OPERATOR, notes=text)),
    "reject": ("reason", MAX_TEXT, GATED.workflow, lambda text: Reject(workflow_id=ID, actor=OPERATOR, reason=text)),
}
each_text = pytest.mark.parametrize(("field", "limit", "workflow", "make"), TEXTS.values(), ids=TEXTS)


@each_text
def test_a_text_is_taken_up_to_its_limit_and_refused_one_past_it(
    field: str, limit: int, workflow: Workflow, make: Make
) -> None:
    assert isinstance(decide(workflow, make("é" * limit)), tuple)
    assert decide(workflow, make("é" * (limit + 1))) == InvalidInput(
        field, f"at most {limit} characters", f"{limit + 1}"
    )


@each_text
def test_a_text_with_nul_or_a_lone_surrogate_is_refused(field: str, limit: int, workflow: Workflow, make: Make) -> None:
    for text, received in (("a\0b", "U+0000 at position 1"), ("\ud800", "U+D800 at position 0")):
        assert limit > len(text)
        refusal = decide(workflow, make(text))
        assert refusal == InvalidInput(field, "text without NUL and lone surrogates", received)


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_blank_reason_to_end_a_claim_and_blank_notes_of_an_approval_count_as_none(blank: str) -> None:
    for name in ("release", "revoke", "approve"):
        _, _, workflow, make = TEXTS[name]
        events = decide(workflow, make(blank))
        assert isinstance(events, tuple)
        assert (events[0].notes, events[0].message[-1]) == (None, ".")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_worker_has_a_name_and_a_rejection_a_reason(blank: str) -> None:
    nameless = InvalidInput("worker", "a text that is not blank", "a blank one")
    assert decide(FREE.workflow, TEXTS["claim"][3](blank)) == nameless
    assert decide(GATED.workflow, TEXTS["reject"][3](blank)) == ReasonRequired("reason")


@pytest.mark.parametrize("seconds", [1, DEFAULT_LEASE, MAX_LEASE])
def test_the_shortest_and_the_longest_lease_are_taken(seconds: int) -> None:
    ask = ClaimWork(workflow_id=ID, actor=FREE.owner, worker="One", lease_seconds=seconds)
    events = decide(FREE.workflow, ask)
    assert isinstance(events, tuple)
    assert events[-1].data["leaseSeconds"] == seconds


@pytest.mark.parametrize("seconds", [-1, 0, MAX_LEASE + 1])
def test_leases_past_the_bounds_are_refused(seconds: int) -> None:
    ask = ClaimWork(workflow_id=ID, actor=FREE.owner, worker="One", lease_seconds=seconds)
    assert decide(FREE.workflow, ask) == InvalidInput("leaseSeconds", f"a number from 1 to {MAX_LEASE}", str(seconds))


@pytest.mark.parametrize("gates", [(), HANDOFFS, HANDOFFS[::-1], HANDOFFS[1:2]])
def test_any_handoff_states_can_be_gated(gates: tuple[State, ...]) -> None:
    assert Build(gates=gates).workflow.gates == gates


@pytest.mark.parametrize("state", [state for state in State if state not in HANDOFFS])
def test_only_handoff_states_can_be_gated(state: State) -> None:
    expected = f"handoff states, each once: {' or '.join(HANDOFFS)}"
    gates = (HANDOFFS[0], state)
    assert decide(None, start(gates=gates)) == InvalidInput("gates", expected, f"{HANDOFFS[0]}, {state}")


def test_no_gate_is_named_twice() -> None:
    refusal = decide(None, start(gates=[HANDOFFS[0], HANDOFFS[1], HANDOFFS[0]]))
    assert isinstance(refusal, InvalidInput)
    assert (refusal.field, refusal.received) == ("gates", "HANDOFF_TO_CODER, HANDOFF_TO_TESTER, HANDOFF_TO_CODER")


def test_very_many_gates_are_counted_and_not_repeated() -> None:
    refusal = decide(None, start(gates=HANDOFFS * 10_000))
    assert isinstance(refusal, InvalidInput)
    assert (refusal.field, refusal.received) == ("gates", f"{len(HANDOFFS) * 10_000} states")
