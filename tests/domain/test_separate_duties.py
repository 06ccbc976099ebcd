"""Nobody approves their own work: what they submitted themselves they can't pass, approve or take, but send back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.assignment import assignment
from domain.commands import Actor, Advance, Approve, Change
from domain.decide import decide
from domain.duties import passed_over
from domain.explain import explain
from domain.refusals import ErrorCode, OpenFindings, OwnWork
from domain.vocabulary import Action, Outcome, Phase, Role, State
from domain.workflow import Workflow
from tests.domain.asking import as_asked, well_formed
from tests.domain.builds import ID, Build, fold, start
from tests.domain.design import PHASES
from tests.domain.duties import PASSED_IN, judges
from tests.domain.people import ACTORS, EVERYBODY, OPERATOR, WRITER, actor
from tests.domain.places import HANDOFFS, Place, each_place, stand
from tests.domain.reviewing import approve, fail, finish, reject, wrong

each_flag = pytest.mark.parametrize("separate_duties", [True, False])
SOMEBODY = "Somebody else"


def separated(state: State, *gates: State) -> Build:
    """A build with separate duties that stands in `state`."""
    return Build(gates=gates, separate_duties=True).go(state)


@pytest.mark.parametrize("role", [*Role, None])
def test_only_who_judges_passes_over_their_own_work(role: Role | None) -> None:
    judge = role in {Role.TEST_AUDITOR, Role.VERIFICATION_OVERSEER}
    assert passed_over(Actor(WRITER, role)) == (WRITER if judge else None)


def everything(workflow: Workflow, name: str) -> Iterator[tuple[Action, Change]]:
    """All that somebody of this name could ask for, in any role."""
    for who in ACTORS:
        for action, _, command in well_formed(workflow, Actor(name, who.role)):
            yield action, command


@each_place
@each_flag
def test_what_anybody_else_may_pass_approve_or_take_the_author_may_not_and_all_else_they_may(
    place: Place, *, separate_duties: bool
) -> None:
    workflow = stand(place, separate_duties=separate_duties).workflow
    attempt = workflow.phases[Phase.IMPLEMENTATION].attempt
    for action, command in everything(workflow, WRITER):
        of_another = decide(workflow, replace(command, actor=Actor(SOMEBODY, command.actor.role)))
        answer = decide(workflow, command)
        if not isinstance(of_another, tuple):
            assert answer == of_another
        elif separate_duties and judges(place.state, command):
            judge = Role.Q_ASSISTANT if action is Action.APPROVE else workflow.owner
            assert judge is not None
            assert answer == OwnWork(action, place.state, judge, Phase.IMPLEMENTATION, attempt, WRITER)
        else:
            assert isinstance(answer, tuple)
            assert [event.kind for event in answer] == [event.kind for event in of_another]


@each_place
@each_flag
def test_explain_says_of_whoever_asks_what_they_would_be_answered(place: Place, *, separate_duties: bool) -> None:
    workflow = stand(place, separate_duties=separate_duties).workflow
    for who in EVERYBODY:
        asked = [(action, outcome, decide(workflow, ask)) for action, outcome, ask in well_formed(workflow, who)]
        for action in Action:
            found = explain(workflow, who, action)
            may = {(each, outcome, fold(to, workflow).state) for each, outcome, to in asked if isinstance(to, tuple)}
            assert {as_asked(choice) for choice in found.choices} == {each for each in may if each[0] is action}
            own = next((to for each, _, to in asked if each is action and isinstance(to, OwnWork)), None)
            if own is not None:
                assert own == (found.blocked if found.choices else found.refusal)
                assert found.message.endswith(own.message)


@pytest.mark.parametrize("name", PHASES)
def test_who_submitted_a_phase_may_pass_the_next_one_unless_it_judges_the_implementation(name: str) -> None:
    build = Build(separate_duties=True)
    everywhere = Actor(SOMEBODY)
    while build.workflow.state != name:
        onward = build.onward
        here = replace(everywhere, role=onward.actor.role) if build.workflow.state not in PASSED_IN else onward.actor
        build.do(replace(onward, actor=here))
    answer = build.ask(replace(finish(build), actor=replace(everywhere, role=build.owner.role)))
    assert isinstance(answer, OwnWork if name in PASSED_IN else tuple)


@pytest.mark.parametrize("state", [State.TESTING, State.VERIFICATION])
def test_the_author_may_fail_retry_note_acknowledge_and_release_but_not_pass(state: State) -> None:
    build = separated(State.HANDOFF_TO_TESTER if state is State.TESTING else State.HANDOFF_TO_VERIFIER)
    author = Actor(WRITER, build.workflow.owner)
    build.note("Mine.", by=author)
    build.do(Advance(workflow_id=ID, actor=author))
    assert build.workflow.state is state
    assert build.refusal(replace(finish(build), actor=author)).code is ErrorCode.OWN_WORK
    build.do(replace(fail(build), actor=author))
    assert build.workflow.state is State.IMPLEMENTATION


def test_a_claim_does_not_make_a_pass_of_ones_own_work_possible() -> None:
    build = separated(State.TESTING)
    build.claim()
    assert build.refusal(replace(finish(build), actor=Actor(WRITER, Role.TEST_AUDITOR))).code is ErrorCode.OWN_WORK


def test_it_is_whoever_submitted_the_output_that_counts_now_and_not_an_earlier_one() -> None:
    build = separated(State.TESTING)
    build.fail()
    assert build.workflow.phases[Phase.IMPLEMENTATION].author is None
    build.do(replace(finish(build), actor=Actor(SOMEBODY, Role.CODE_WRITER)))
    build.go(State.TESTING)
    own = build.refusal(replace(finish(build), actor=Actor(SOMEBODY, Role.TEST_AUDITOR)))
    assert isinstance(own, OwnWork)
    assert (own.attempt, own.submitted_by) == (2, SOMEBODY)
    build.do(replace(finish(build), actor=Actor(WRITER, Role.TEST_AUDITOR)))


def test_going_back_behind_it_but_not_to_it_leaves_the_author_as_it_was() -> None:
    build = separated(State.COMPLETE)
    build.rollback(Phase.VERIFICATION)
    assert build.workflow.phases[Phase.IMPLEMENTATION].author == WRITER
    build.rollback(Phase.PLANNING)
    assert build.workflow.phases[Phase.IMPLEMENTATION].author is None


@pytest.mark.parametrize("gate", HANDOFFS)
@pytest.mark.parametrize("role", [Role.Q_ASSISTANT, None])
def test_the_author_may_reject_what_came_of_it_at_a_gate_but_not_approve_it(gate: State, role: Role | None) -> None:
    build = separated(gate, gate)
    author = Actor(WRITER, role)
    ask = Approve(workflow_id=ID, actor=author)
    if gate is State.HANDOFF_TO_CODER:
        assert isinstance(decide(build.workflow, ask), tuple)
    else:
        assert build.refusal(ask).code is ErrorCode.OWN_WORK
    build.do(replace(reject(), actor=author))


def test_what_the_answer_says_comes_first_and_open_findings_come_last() -> None:
    build = separated(State.HANDOFF_TO_TESTER, State.HANDOFF_TO_TESTER)
    build.do(reject(wrong("F1")))
    build.go(State.HANDOFF_TO_TESTER)
    own = replace(approve(), actor=Actor(WRITER))
    assert build.refusal(replace(own, notes="\0")).code is ErrorCode.INVALID_INPUT
    assert build.refusal(own).code is ErrorCode.OWN_WORK
    assert build.refusal(replace(own, actor=OPERATOR)) == OpenFindings(State.HANDOFF_TO_TESTER, ("F1",))
    testing = separated(State.TESTING)
    ask = replace(finish(testing), actor=Actor(WRITER, Role.TEST_AUDITOR))
    assert testing.refusal(replace(ask, phase=Phase.PLANNING)).code is ErrorCode.WRONG_PHASE
    assert testing.refusal(replace(ask, result=None)).code is ErrorCode.RESULT_REQUIRED


@each_flag
def test_the_first_event_says_that_duties_are_separate_and_nothing_if_they_are_not(*, separate_duties: bool) -> None:
    build = Build(separate_duties=separate_duties).go(State.COMPLETE)
    assert build.log[0].data.get("separateDuties") is (True if separate_duties else None)
    assert build.workflow.separate_duties is separate_duties
    assert start().separate_duties is False


@each_flag
def test_the_instructions_say_who_may_not_do_it_where_somebody_else_has_to(*, separate_duties: bool) -> None:
    build = Build(gates=HANDOFFS, separate_duties=separate_duties)
    sentence = f"IMPLEMENTATION was submitted by {WRITER!r}: only somebody else may let it pass."
    told = set()
    while work := assignment(build.workflow, build.events):
        told |= {(work.role, work.phase)} if sentence in work.instructions else set()
        build.step()
    reviewed = {(Role.Q_ASSISTANT, phase) for phase in (Phase.IMPLEMENTATION, Phase.TESTING, Phase.VERIFICATION)}
    passed = {(Role.TEST_AUDITOR, Phase.TESTING), (Role.VERIFICATION_OVERSEER, Phase.VERIFICATION)}
    assert told == (reviewed | passed if separate_duties else set())


EXAMPLES = [
    (Action.ADVANCE, State.TESTING, Role.TEST_AUDITOR, "pass it in TESTING. You may still FAIL it"),
    (Action.CLAIM, State.TESTING, Role.TEST_AUDITOR, "take it in TESTING. Claim other work, without a workflowId"),
    (
        Action.APPROVE,
        State.HANDOFF_TO_TESTER,
        Role.Q_ASSISTANT,
        "approve it in HANDOFF_TO_TESTER. You may still reject",
    ),
]


@pytest.mark.parametrize(("action", "state", "judge", "help_"), EXAMPLES)
def test_the_refusal_says_whose_it_is_who_else_has_to_do_it_and_what_is_possible(
    action: Action, state: State, judge: Role, help_: str
) -> None:
    message = OwnWork(action, state, judge, Phase.IMPLEMENTATION, 2, "ann").message
    assert message.startswith(
        "Attempt 2 at IMPLEMENTATION was submitted by 'ann', and nobody approves their own work: another subject who "
        f"may act as {judge} has to {help_}"
    )
    assert message.endswith(".")


def test_who_else_asks_of_the_same_role_is_not_kept_from_it() -> None:
    build = separated(State.TESTING)
    assert explain(build.workflow, actor(Role.TEST_AUDITOR), Action.ADVANCE).blocked is None
    found = explain(build.workflow, Actor(WRITER, Role.TEST_AUDITOR), Action.ADVANCE)
    assert [choice.outcome for choice in found.choices] == [Outcome.FAIL]
