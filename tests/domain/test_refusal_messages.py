"""The message of a refusal names its facts and what would help, because the reader is often a language model."""

from functools import cache

import pytest

from domain.commands import Advance, RequestRetry
from domain.refusals import (
    AlreadyClaimed,
    ApprovalRequired,
    ClaimLost,
    ClaimRequired,
    EffectChanged,
    ErrorCode,
    FindingNotOpen,
    IdempotencyConflict,
    LimitReached,
    NoChange,
    NotActive,
    NotClaimed,
    NothingToApprove,
    NothingToChange,
    NothingWaiting,
    OpenFindings,
    OutcomeUnknown,
    PhaseNotReached,
    Refusal,
    StaleVersion,
    Unavailable,
    WorkflowNotFound,
)
from domain.vocabulary import Action, FindingStatus, Outcome, Phase, Role, State, Status
from tests.domain.builds import ID, Build
from tests.domain.commands import refused
from tests.domain.people import OPERATOR
from tests.domain.places import PLACES, stand

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
    ErrorCode.ALREADY_CLAIMED: "Take other work",
    ErrorCode.CLAIM_REQUIRED: "send the token",
    ErrorCode.CLAIM_LOST: "claim it again",
    ErrorCode.NOT_CLAIMED: "nothing to give back",
    ErrorCode.APPROVAL_REQUIRED: "approved it with approveHandoff",
    ErrorCode.NOTHING_TO_APPROVE: "use requestRetry or rollbackWorkflow",
}
HELP_BY_STATUS = {
    Status.ACTIVE: "`allowedActions`",
    Status.PAUSED: "resumeWorkflow",
    Status.ESCALATED: "lets it move again, with new rounds",
    Status.CANCELLED: "start a new workflow",
    Status.COMPLETED: "rollbackWorkflow",
}
FACTS = (
    "state",
    "owner",
    "field",
    "action",
    "status",
    "outcome",
    "named",
    "current",
    "received",
    "worker",
    "approver",
    "claim",
    "version",
)


@cache
def every_refusal() -> frozenset[Refusal]:
    """All that the rules give, each once."""
    return frozenset(refusal for place in PLACES for _, refusal in refused(stand(place).workflow))


def test_each_message_names_its_facts() -> None:
    for refusal in every_refusal():
        for fact in FACTS:
            assert str(getattr(refusal, fact, "")) in refusal.message, (fact, refusal)


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


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            AlreadyClaimed(State.TESTING, "w-1"),
            ("TESTING is claimed by 'w-1' already", "claimWork without a workflowId", "`handoffs` tells of it"),
        ),
        (
            ClaimRequired(Action.ADVANCE, State.TESTING, "w-1"),
            ("TESTING is claimed by 'w-1'", "ADVANCE needs", "`claimToken`", "send the token", "take other work"),
        ),
        (
            ClaimLost(7, 12, State.TESTING, Status.ACTIVE, None),
            ("version 7", "nothing was applied", "to version 12", "ACTIVE in TESTING, claimed by nobody", "`since`"),
        ),
        (ClaimLost(7, 12, State.TESTING, Status.PAUSED, "w-2"), ("PAUSED in TESTING, claimed by 'w-2'", "Drop this")),
        (NotClaimed(Action.REVOKE_CLAIM, State.TESTING), ("REVOKE_CLAIM needs a claim", "nobody has claimed TESTING")),
        (
            NothingWaiting(Role.TEST_AUDITOR, None),
            ("Nothing waits for TEST_AUDITOR.", "`handoffs` with toRole TEST_AUDITOR", "`cursor`", "claim again"),
        ),
        (NothingWaiting(Role.TEST_AUDITOR, "shop"), ("Nothing waits for TEST_AUDITOR in the project 'shop'.",)),
    ],
    ids=lambda value: value.code if hasattr(value, "code") else None,
)
def test_rule_9_refusals_about_claims_say_who_has_the_work_and_what_to_do_instead(
    refusal: Refusal, words: tuple[str, ...]
) -> None:
    assert [word for word in words if word not in refusal.message] == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            ApprovalRequired(State.HANDOFF_TO_TESTER, Role.Q_ASSISTANT),
            ("HANDOFF_TO_TESTER is gated", "Q_ASSISTANT or an operator", "approveHandoff", "wait for it"),
        ),
        (
            NothingToApprove(Action.APPROVE, State.HANDOFF_TO_TESTER, gated=True),
            ("APPROVE is not possible", "HANDOFF_TO_TESTER is approved already"),
        ),
        (
            NothingToApprove(Action.REJECT, State.TESTING, gated=False),
            ("REJECT is not possible", "no approval is awaited in TESTING", "requestRetry or rollbackWorkflow"),
        ),
        (NoChange(Phase.TESTING, 2), ("no change since attempt 2", "result of TESTING", "`context.sentBack`")),
        (OpenFindings(State.TESTING, ("F1", "F2")), ("can't pass TESTING", "F1, F2.", "RESOLVED", "WITHDRAWN")),
        (
            FindingNotOpen("F9", FindingStatus.RESOLVED, State.IMPLEMENTATION, ("F1", "F2"), ()),
            ("'F9' is no open finding", "has to be answered in IMPLEMENTATION", "These are: F1, F2."),
        ),
        (FindingNotOpen("F9", FindingStatus.RESOLVED, State.IMPLEMENTATION, (), ()), ("These are: none.",)),
        (
            FindingNotOpen(
                "F1",
                FindingStatus.WITHDRAWN,
                State.IMPLEMENTATION,
                ("F1",),
                (FindingStatus.RESOLVED, FindingStatus.DISPUTED),
            ),
            ("In IMPLEMENTATION the finding 'F1' is answered with RESOLVED or DISPUTED, not WITHDRAWN.",),
        ),
        (EffectChanged("this", "that"), ("showed this; now it would be that", "Ask for a new preview", "token")),
        (
            PhaseNotReached(Phase.TESTING, (Phase.DISCOVERY, Phase.PLANNING)),
            ("can't begin with TESTING", "can begin with DISCOVERY or PLANNING."),
        ),
    ],
    ids=lambda value: value.code if hasattr(value, "code") else None,
)
def test_rule_12_refusals_about_reviews_say_what_is_open_and_how_to_deal_with_it(
    refusal: Refusal, words: tuple[str, ...]
) -> None:
    assert [word for word in words if word not in refusal.message] == []
