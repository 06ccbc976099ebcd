"""Rule 12: a gated handoff is acknowledged only once what is handed over has been approved."""

import pytest

from domain.commands import Actor, Advance, Approve, ClaimWork, Reject, RequestRetry
from domain.refusals import ApprovalRequired, NothingToApprove, NotPermitted, ReasonRequired
from domain.vocabulary import Action, EventKind, Phase, Role, State, Status
from tests.domain.builds import ID, Build
from tests.domain.design import earlier, owner
from tests.domain.people import ACTORS, OPERATOR, actor
from tests.domain.places import HANDOFFS, MOVING

Q_ASSISTANT = actor(Role.Q_ASSISTANT)
each_gate = pytest.mark.parametrize("gate", HANDOFFS)


def closed(gate: State, max_rounds: int = 5) -> Build:
    """A build that has just arrived at its one gate."""
    return Build(max_rounds, gates=[gate]).go(gate)


def test_rule_12_the_gates_are_those_given_at_start() -> None:
    gates = (State.HANDOFF_TO_TESTER, State.HANDOFF_TO_CODER)
    build = Build(gates=gates)
    assert build.workflow.gates == gates
    assert build.log[0].data["gates"] == list(gates)
    assert Build().workflow.gates == ()


@each_gate
def test_rule_12_a_closed_gate_is_neither_acknowledged_nor_claimed(gate: State) -> None:
    build = closed(gate)
    required = ApprovalRequired(gate, Role.Q_ASSISTANT)
    assert build.refusal(Advance(workflow_id=ID, actor=build.owner)) == required
    assert build.refusal(ClaimWork(workflow_id=ID, actor=build.owner, worker="One")) == required


@each_gate
def test_rule_12_a_handoff_that_is_not_gated_needs_no_approval(gate: State) -> None:
    build = Build(gates=[state for state in HANDOFFS if state is not gate]).go(gate)
    assert not build.workflow.awaits_approval
    assert build.step()[0].kind is EventKind.ACKNOWLEDGED


@each_gate
def test_rule_12_at_a_closed_gate_the_q_assistant_has_to_act_and_afterwards_the_receiver(gate: State) -> None:
    build = closed(gate)
    arrived = build.log[-1]
    assert (arrived.from_role, arrived.to_role) == (owner(arrived.from_state or ""), Role.Q_ASSISTANT)
    assert arrived.is_handoff
    assert (build.workflow.next_role, build.workflow.waits_for) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT)
    assert (build.workflow.owner, build.workflow.waiting) == (owner(gate), arrived.sequence)
    (approved,) = build.approve("Neat.")
    assert (approved.from_role, approved.to_role, approved.is_handoff) == (Role.Q_ASSISTANT, owner(gate), True)
    assert (build.workflow.next_role, build.workflow.waits_for) == (owner(gate), owner(gate))
    assert build.workflow.waiting == approved.sequence


@each_gate
def test_rule_12_an_approval_is_an_event_that_leaves_the_handoff_where_it_is(gate: State) -> None:
    build = closed(gate)
    (event,) = build.approve("Neat.")
    assert (event.kind, event.from_state, event.to_state, event.data) == (EventKind.APPROVED, gate, gate, {})
    assert (event.notes, event.attempt, build.workflow.notes) == ("Neat.", None, (event.sequence,))
    assert (build.workflow.approved, build.workflow.awaits_approval) == (True, False)
    acknowledged = build.step()[0]
    assert (acknowledged.kind, build.workflow.approved) == (EventKind.ACKNOWLEDGED, False)


@each_gate
def test_rule_12_an_approved_handoff_can_be_claimed(gate: State) -> None:
    build = closed(gate)
    build.approve()
    build.claim("worker-7")
    assert [event.kind for event in build.log[-2:]] == [EventKind.ACKNOWLEDGED, EventKind.CLAIMED]
    assert [(event.from_role, event.to_role) for event in build.log[-2:]] == [(owner(gate), owner(gate))] * 2


@each_gate
@pytest.mark.parametrize("who", ACTORS, ids=lambda who: who.name)
def test_rule_12_the_q_assistant_and_an_operator_decide_and_nobody_else(gate: State, who: Actor) -> None:
    approve, reject = Approve(workflow_id=ID, actor=who), Reject(workflow_id=ID, actor=who, reason="No.")
    if who.role in {Role.Q_ASSISTANT, None}:
        assert closed(gate).do(approve)[0].actor == who.name
        assert closed(gate).do(reject)[0].actor == who.name
    else:
        permitted = (Role.Q_ASSISTANT,)
        assert closed(gate).refusal(approve) == NotPermitted(Action.APPROVE, who.role, permitted)
        assert closed(gate).refusal(reject) == NotPermitted(Action.REJECT, who.role, permitted)


@each_gate
def test_rule_12_what_is_approved_already_is_not_decided_again(gate: State) -> None:
    build = closed(gate)
    build.approve()
    approve, reject = (
        Approve(workflow_id=ID, actor=Q_ASSISTANT),
        Reject(workflow_id=ID, actor=Q_ASSISTANT, reason="No."),
    )
    assert build.refusal(approve) == NothingToApprove(Action.APPROVE, gate, gated=True)
    assert build.refusal(reject) == NothingToApprove(Action.REJECT, gate, gated=True)


@pytest.mark.parametrize("state", MOVING)
def test_rule_12_where_nothing_is_gated_there_is_nothing_to_decide(state: State) -> None:
    build = Build(gates=[gate for gate in HANDOFFS if gate is not state]).go(state)
    approve, reject = Approve(workflow_id=ID, actor=OPERATOR), Reject(workflow_id=ID, actor=OPERATOR, reason="No.")
    assert build.refusal(approve) == NothingToApprove(Action.APPROVE, state, gated=False)
    assert build.refusal(reject) == NothingToApprove(Action.REJECT, state, gated=False)


@each_gate
def test_rule_12_a_rejection_sends_the_work_back_to_the_phase_that_handed_it_over_with_its_reason(gate: State) -> None:
    build, before = closed(gate), Phase(earlier(gate)[-1])
    output = build.workflow.phases[before].output
    (event,) = build.reject("Unreadable.")
    assert (event.kind, event.notes, event.from_state, event.to_state) == (
        "REJECTED",
        "Unreadable.",
        gate,
        State(before),
    )
    assert event.data == {"superseded": {before: output}}
    assert (event.from_role, event.to_role) == (Role.Q_ASSISTANT, owner(before))
    record = build.workflow.phases[before]
    assert (record.output, record.attempt, record.round, record.sent_back) == (None, 2, 2, event.sequence)


@each_gate
def test_rule_12_a_rejection_needs_its_reason(gate: State) -> None:
    build = closed(gate)
    assert build.refusal(Reject(workflow_id=ID, actor=OPERATOR, reason=" ")) == ReasonRequired("reason")


@each_gate
@pytest.mark.parametrize("max_rounds", [1, 2, 3])
def test_rule_12_a_rejection_costs_a_round_and_escalates_when_they_are_used_up(gate: State, max_rounds: int) -> None:
    build, before = closed(gate, max_rounds), Phase(earlier(gate)[-1])
    for number in range(1, max_rounds):
        build.reject(f"No {number}.")
        assert build.workflow.status is Status.ACTIVE
        build.go(gate)
    rejected, escalated = build.reject("Enough.")
    assert (rejected.kind, escalated.kind) == (EventKind.REJECTED, EventKind.ESCALATED)
    assert (build.workflow.state, build.workflow.status) == (State(before), Status.ESCALATED)
    reasons = [*(f"No {number}." for number in range(1, max_rounds)), "Enough."]
    tried = [{"attempt": attempt, "reason": reason} for attempt, reason in enumerate(reasons, start=1)]
    assert escalated.data == {"exhausted": before, "round": max_rounds + 1, "maxRounds": max_rounds, "tried": tried}


@each_gate
def test_rule_12_going_back_voids_the_approval_of_the_attempt(gate: State) -> None:
    for way in ("retry", "rollback"):
        build = closed(gate)
        build.approve()
        _ = build.retry() if way == "retry" else build.rollback(Phase.DISCOVERY)
        assert not build.workflow.approved
        build.go(gate)
        assert build.workflow.awaits_approval
        assert build.refusal(Advance(workflow_id=ID, actor=build.owner)) == ApprovalRequired(gate, Role.Q_ASSISTANT)


def test_rule_12_an_approval_is_for_one_gate_and_the_next_one_is_closed() -> None:
    build = Build(gates=HANDOFFS).go(State.HANDOFF_TO_CODER)
    build.approve()
    for gate in HANDOFFS[1:]:
        build.go(gate)
        assert build.workflow.awaits_approval
    build.go(State.COMPLETE)
    assert [event.kind for event in build.log].count(EventKind.APPROVED) == len(HANDOFFS)


@each_gate
def test_rule_12_a_pause_in_between_keeps_the_approval_and_a_closed_gate_closed(gate: State) -> None:
    build = closed(gate)
    build.pause()
    (resumed,) = build.resume()
    assert (resumed.from_role, resumed.to_role) == (Role.Q_ASSISTANT, Role.Q_ASSISTANT)
    assert build.workflow.awaits_approval
    build.approve()
    build.pause()
    build.resume()
    assert build.step()[0].kind is EventKind.ACKNOWLEDGED


@each_gate
def test_rule_4_the_receiver_may_send_the_work_back_before_it_is_approved(gate: State) -> None:
    build = closed(gate)
    (event,) = build.do(RequestRetry(workflow_id=ID, actor=build.owner, reason="Not for me."))
    assert (event.kind, event.to_state, event.from_role) == ("RETRY_REQUESTED", earlier(gate)[-1], Role.Q_ASSISTANT)


@each_gate
def test_rule_12_whoever_hands_over_says_that_an_approval_comes_first(gate: State) -> None:
    receiver = Role(owner(gate) or "").label
    assert (
        closed(gate)
        .log[-1]
        .message.endswith(f"and hands over to the {receiver}, once the Q Assistant has approved it.")
    )
