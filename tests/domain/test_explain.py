"""Whether something can be asked for now: how, or why not, in sentences that a model can act on."""

from collections.abc import Iterator

import pytest

from domain.commands import Actor, Change
from domain.decide import decide
from domain.events import Event
from domain.explain import Explanation, explain
from domain.limits import MAX_EVENTS
from domain.refusals import ApprovalRequired, LimitReached, OpenFindings, PhaseNotEarlier, Refusal
from domain.vocabulary import Action, Outcome, Role, Severity, State, Status
from domain.workflow import Workflow
from tests.domain.asking import Asked, as_asked, well_formed
from tests.domain.builds import Build, fold
from tests.domain.design import PHASES
from tests.domain.full import full
from tests.domain.people import ACTORS, OPERATOR, actor
from tests.domain.places import PLACES, Place, stand
from tests.domain.reviewing import fail, gated, passing, wrong
from tests.domain.ways_back import WAYS, Way

MUTATIONS = {
    Action.ADVANCE: "advanceWorkflow",
    Action.REQUEST_RETRY: "requestRetry",
    Action.ROLLBACK: "rollbackWorkflow",
    Action.PAUSE: "pauseWorkflow",
    Action.RESUME: "resumeWorkflow",
    Action.CANCEL: "cancelWorkflow",
    Action.ADD_NOTE: "addNote",
    Action.CLAIM: "claimWork",
    Action.RELEASE_CLAIM: "releaseClaim",
    Action.REVOKE_CLAIM: "revokeClaim",
    Action.APPROVE: "approveHandoff",
    Action.REJECT: "rejectHandoff",
}
NEEDS: dict[Action, tuple[str, ...]] = {
    Action.REQUEST_RETRY: ("reason",),
    Action.ROLLBACK: ("phase", "reason"),
    Action.ADD_NOTE: ("text",),
    Action.REJECT: ("reason",),
}
HOLDERS = {Action.ADVANCE, Action.REQUEST_RETRY, Action.RELEASE_CLAIM}
"""While work is claimed, these take the token."""
ENDS = {Action.CANCEL, Action.RELEASE_CLAIM, Action.REVOKE_CLAIM}
"""These are taken also when there are as many events as there may be."""
each_place = pytest.mark.parametrize("place", PLACES, ids=str)


def asked(workflow: Workflow, who: Actor, action: Action) -> Iterator[tuple[Change, tuple[Event, ...] | Refusal]]:
    """The ways in which `who` can ask for `action`, and the answers."""
    for each, _, command in well_formed(workflow, who):
        if each is action:
            yield command, decide(workflow, command)


def granted(workflow: Workflow, who: Actor, action: Action) -> set[Asked]:
    """What may come of `action`, by trying."""
    return {
        (action, outcome, fold(answer, onto=workflow).state)
        for each, outcome, command in well_formed(workflow, who)
        if each is action and isinstance(answer := decide(workflow, command), tuple)
    }


@each_place
def test_what_is_explained_as_possible_is_what_is_accepted_and_leads_where_it_says(place: Place) -> None:
    workflow = stand(place).workflow
    for who in ACTORS:
        for action in Action:
            found = explain(workflow, who, action)
            assert {as_asked(choice) for choice in found.choices} == granted(workflow, who, action)
            assert (found.refusal is None) == bool(found.choices)


@each_place
def test_what_stands_in_the_way_is_what_the_command_would_be_refused_with(place: Place) -> None:
    workflow = stand(place).workflow
    for who in ACTORS:
        for action in Action:
            found = explain(workflow, who, action)
            if found.refusal is not None:
                codes = {answer.code for _, answer in asked(workflow, who, action) if isinstance(answer, Refusal)}
                assert codes == {found.refusal.code}
                assert found.message == found.refusal.message


@each_place
def test_what_is_possible_is_said_with_its_mutation_its_inputs_and_its_ways(place: Place) -> None:
    workflow = stand(place).workflow
    for who in ACTORS:
        for action in Action:
            found = explain(workflow, who, action)
            assert (found.action, found.mutation, found.needs) == (action, MUTATIONS[action], needs(place, who, action))
            if found.refusal is None:
                assert found.message == sentence(found)


def needs(place: Place, who: Actor, action: Action) -> tuple[str, ...]:
    """The inputs that the mutation needs there, besides the id of the workflow."""
    role = () if who.role is None else ("role",)
    result = ("outcome", "result") if action is Action.ADVANCE and place.state in PHASES else ()
    token = ("claimToken",) if place.claimed and action in HOLDERS else ()
    return (*role, *result, *token, *NEEDS.get(action, ()))


def sentence(found: Explanation) -> str:
    """What is to be said of something possible."""
    inputs = ", ".join(f"`{name}`" for name in ("workflowId", *found.needs))
    ways = []
    for choice in found.choices:
        outcome = f" by {choice.outcome}" if choice.outcome else ""
        reason = " (with the reason in `notes`)" if choice.outcome is Outcome.FAIL else ""
        ways.append(f"{choice.leads_to}{outcome}{reason}")
    return f"Possible now: {found.mutation} with {inputs}. It leads to {'; '.join(ways)}."


EXAMPLES: list[tuple[State, Role | None, Action, str]] = [
    (
        State.TESTING,
        Role.TEST_AUDITOR,
        Action.ADVANCE,
        (
            "Possible now: advanceWorkflow with `workflowId`, `role`, `outcome`, `result`. It leads to "
            "HANDOFF_TO_VERIFIER by PASS; IMPLEMENTATION by FAIL (with the reason in `notes`)."
        ),
    ),
    (
        State.HANDOFF_TO_CODER,
        Role.CODE_WRITER,
        Action.ADVANCE,
        "Possible now: advanceWorkflow with `workflowId`, `role`. It leads to IMPLEMENTATION by PASS.",
    ),
    (
        State.HANDOFF_TO_CODER,
        Role.CODE_WRITER,
        Action.CLAIM,
        "Possible now: claimWork with `workflowId`, `role`. It leads to IMPLEMENTATION.",
    ),
    (
        State.IMPLEMENTATION,
        None,
        Action.ROLLBACK,
        "Possible now: rollbackWorkflow with `workflowId`, `phase`, `reason`. It leads to PLANNING; DISCOVERY.",
    ),
    (
        State.TESTING,
        Role.CODE_WRITER,
        Action.ADVANCE,
        (
            "TESTING is owned by TEST_AUDITOR; CODE_WRITER can't act in it. Wait for a handoff to your role, or let "
            "TEST_AUDITOR act."
        ),
    ),
    (
        State.DISCOVERY,
        Role.Q_ASSISTANT,
        Action.REQUEST_RETRY,
        "DISCOVERY is the first phase: nothing lies before it that the work could go back to.",
    ),
    (
        State.PLANNING,
        Role.Q_ASSISTANT,
        Action.RELEASE_CLAIM,
        "RELEASE_CLAIM needs a claim, and nobody has claimed PLANNING. There is nothing to give back.",
    ),
    (
        State.COMPLETE,
        Role.RELEASE_MANAGER,
        Action.ADVANCE,
        "The workflow is COMPLETED, and ADVANCE is not possible then: rollbackWorkflow reopens it.",
    ),
]


@pytest.mark.parametrize(("state", "role", "action", "message"), EXAMPLES)
def test_the_sentences_read_well(state: State, role: Role | None, action: Action, message: str) -> None:
    assert explain(Build().go(state).workflow, actor(role), action).message == message


@pytest.mark.parametrize("who", [actor(Role.Q_ASSISTANT), OPERATOR])
@pytest.mark.parametrize("action", [Action.REQUEST_RETRY, Action.ROLLBACK])
def test_from_the_first_phase_nothing_can_go_back(action: Action, who: Actor) -> None:
    found = explain(Build().workflow, who, action)
    if who.role is not None or action is Action.ROLLBACK:
        assert found.refusal == PhaseNotEarlier(State.DISCOVERY, None, ())
    assert found.choices == ()


def test_rule_9_while_it_is_claimed_the_token_is_one_of_the_inputs() -> None:
    build = Build().go(State.TESTING)
    build.claim()
    assert explain(build.workflow, actor(Role.TEST_AUDITOR), Action.ADVANCE).message == (
        "Possible now: advanceWorkflow with `workflowId`, `role`, `outcome`, `result`, `claimToken`. It leads to "
        "HANDOFF_TO_VERIFIER by PASS; IMPLEMENTATION by FAIL (with the reason in `notes`)."
    )


def test_at_a_closed_gate_the_sentence_says_who_can_open_it() -> None:
    workflow = gated().go(State.HANDOFF_TO_TESTER).workflow
    for action in (Action.ADVANCE, Action.CLAIM):
        found = explain(workflow, actor(Role.TEST_AUDITOR), action)
        assert found.refusal == ApprovalRequired(State.HANDOFF_TO_TESTER, Role.Q_ASSISTANT)
    assert explain(workflow, actor(Role.Q_ASSISTANT), Action.REJECT).message == (
        "Possible now: rejectHandoff with `workflowId`, `role`, `reason`. It leads to IMPLEMENTATION."
    )


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_must_be_answered_for_a_pass_or_an_approval_is_told_with_what_the_command_would_be_refused_with(
    way: Way,
) -> None:
    build = way.take(gated(), wrong("A"), wrong("B", Severity.MINOR)).go(way.place)
    gate = build.workflow.awaits_approval
    action, role = (Action.APPROVE, Role.Q_ASSISTANT) if gate else (Action.ADVANCE, build.workflow.owner)
    found = explain(build.workflow, actor(role), action)
    blocked = build.refusal(passing(build))
    assert (found.refusal, found.blocked) == (None, blocked)
    assert blocked == OpenFindings(way.place, ("A",))
    assert found.message.endswith(f". {blocked.message}")


def test_where_nothing_blocks_or_the_action_is_another_nothing_has_to_be_answered() -> None:
    build = Build().go(State.TESTING)
    build.do(fail(build, wrong("A")))
    while build.workflow.state is not State.TESTING:
        assert explain(build.workflow, build.owner, Action.ADVANCE).blocked is None
        build.step()
    blocked = {
        action for action in Action if explain(build.workflow, actor(Role.TEST_AUDITOR), action).blocked is not None
    }
    assert blocked == {Action.ADVANCE}
    assert explain(build.workflow, actor(Role.CODE_WRITER), Action.ADVANCE).blocked is None


@pytest.mark.parametrize("claimed", [False, True])
def test_of_a_workflow_that_is_full_only_what_ends_something_is_explained_as_possible(*, claimed: bool) -> None:
    build = full(State.TESTING, Status.ACTIVE, short_of=1)
    _ = build.claim() if claimed else build.note("Last.")
    for who in ACTORS:
        for action in Action:
            found = explain(build.workflow, who, action)
            if action not in ENDS:
                assert (found.refusal, found.choices) == (LimitReached(MAX_EVENTS), ())
    possible = {action for action in Action if explain(build.workflow, OPERATOR, action).refusal is None}
    assert possible == (ENDS if claimed else {Action.CANCEL})
