"""The message of a refusal names its facts and what would help, because the reader is often a language model."""

from functools import cache

import pytest

from domain.commands import Advance, RequestRetry
from domain.refusals import (
    ErrorCode,
    IdempotencyConflict,
    LimitReached,
    NotActive,
    NothingToChange,
    OutcomeUnknown,
    Refusal,
    StaleVersion,
    Unavailable,
    WorkflowNotFound,
)
from domain.vocabulary import Action, Outcome, Status
from tests.domain.builds import ID, Build
from tests.domain.commands import refused
from tests.domain.people import OPERATOR
from tests.domain.places import REACHABLE, at

HELP = {
    ErrorCode.INVALID_INPUT: "expected",
    ErrorCode.NOT_OWNER: "let ",
    ErrorCode.NOT_PERMITTED: "an operator",
    ErrorCode.ACKNOWLEDGE_FIRST: "Send advanceWorkflow without",
    ErrorCode.RESULT_REQUIRED: "needs a `result`",
    ErrorCode.REASON_REQUIRED: "say what is wrong",
    ErrorCode.WRONG_PHASE: "finish the phase it is in",
    ErrorCode.OUTCOME_NOT_POSSIBLE: "only with PASS",
    ErrorCode.PHASE_NOT_EARLIER: "go back to",
}
HELP_BY_STATUS = {
    Status.ACTIVE: "`allowedActions`",
    Status.PAUSED: "resumeWorkflow",
    Status.ESCALATED: "grants new rounds",
    Status.CANCELLED: "start a new workflow",
    Status.COMPLETED: "rollbackWorkflow",
}
FACTS = ("state", "owner", "field", "action", "status", "outcome", "named", "current", "received")


@cache
def every_refusal() -> frozenset[Refusal]:
    """All that the rules give, each once."""
    return frozenset(refusal for place in REACHABLE for _, refusal in refused(at(*place).workflow))


def test_each_message_names_its_facts() -> None:
    for refusal in every_refusal():
        for fact in FACTS:
            assert str(getattr(refusal, fact, "")) in refusal.message, refusal


def test_each_message_says_what_would_help() -> None:
    for refusal in every_refusal():
        status = refusal.status if isinstance(refusal, NotActive | NothingToChange) else None
        expected = HELP[refusal.code] if status is None else HELP_BY_STATUS[status]
        assert expected in refusal.message, refusal


def test_each_message_is_a_sentence_without_holes() -> None:
    for refusal in every_refusal():
        assert "None " not in refusal.message.replace("None came", ""), refusal
        assert refusal.message.endswith("."), refusal


def test_somebody_without_the_right_is_told_all_who_have_it() -> None:
    messages = {each.message for each in every_refusal() if each.code is ErrorCode.NOT_PERMITTED}
    assert any("ROLLBACK is for an operator or Q_ASSISTANT, not for CODE_WRITER" in message for message in messages)
    assert any("RESUME is for an operator, not for CODE_WRITER" in message for message in messages)


def test_the_phases_that_work_can_go_back_to_are_listed() -> None:
    messages = {each.message for each in every_refusal() if each.code is ErrorCode.PHASE_NOT_EARLIER}
    assert any("back to DISCOVERY or PLANNING or IMPLEMENTATION." in message for message in messages)


def test_discovery_has_nothing_before_it() -> None:
    build = Build()
    refusal = build.refusal(RequestRetry(workflow_id=ID, actor=build.owner, reason="Why."))
    assert refusal.message.startswith("DISCOVERY is the first phase: nothing lies before it")


def test_a_message_does_not_advise_what_the_rules_would_refuse_a_retry_in_discovery() -> None:
    build = Build()
    ask = Advance(workflow_id=ID, actor=build.owner, outcome=Outcome.FAIL, result={}, notes="Why.")
    assert "requestRetry" not in build.refusal(ask).message


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (WorkflowNotFound("w-9"), ("w-9", "startWorkflow", "`workflows`")),
        (IdempotencyConflict("key-9"), ("key-9", "new key")),
        (StaleVersion(3, 7), ("version 3", "at 7", "Read it again")),
        (LimitReached(7), ("7 events", "Start a new workflow")),
        (Unavailable(), ("nothing was done", "same request again")),
        (OutcomeUnknown("key-9"), ("key-9", "same request again", "at most")),
        (NotActive(Action.ADVANCE, Status.PAUSED), ("ADVANCE", "PAUSED", "by an operator")),
    ],
    ids=lambda value: value.code if hasattr(value, "code") else None,
)
def test_refusals_about_the_request_say_what_to_do_with_it(refusal: Refusal, words: tuple[str, ...]) -> None:
    assert all(word in refusal.message for word in words)


def test_an_operator_who_wants_to_do_the_owner_s_work_is_called_an_operator() -> None:
    refusal = Build().refusal(Advance(workflow_id=ID, actor=OPERATOR, result={}))
    assert "an operator can't act in it" in refusal.message
