"""Refusals are facts, and their messages say what was expected, what came and what would help."""

from typing import get_args

from domain.commands import (
    Advance,
    Approve,
    Change,
    ClaimWork,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.limits import MAX_LEASE
from domain.refusals import (
    AcknowledgeFirst,
    AlreadyClaimed,
    ApprovalRequired,
    ClaimLost,
    ClaimRequired,
    ErrorCode,
    InvalidInput,
    NotActive,
    NotClaimed,
    NothingToApprove,
    NothingToChange,
    NotOwner,
    NotPermitted,
    OutcomeNotPossible,
    PhaseNotEarlier,
    ReasonRequired,
    Refusal,
    ResultRequired,
    WrongPhase,
)
from domain.vocabulary import Action, Outcome, Phase, Role
from domain.workflow import Workflow
from tests.domain.commands import refused
from tests.domain.design import PHASES, earlier, owner
from tests.domain.oracle import target
from tests.domain.places import Place, each_place, stand

ACTIONS = {
    "RequestRetry": Action.REQUEST_RETRY,
    "AddNote": Action.ADD_NOTE,
    "ClaimWork": Action.CLAIM,
    "ReleaseClaim": Action.RELEASE_CLAIM,
    "RevokeClaim": Action.REVOKE_CLAIM,
}
"""The actions that are not called as their commands are."""


def test_each_kind_of_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in get_args(Refusal)]
    assert sorted(codes) == sorted(ErrorCode)


@each_place
def test_a_refusal_carries_the_facts_of_the_workflow_and_the_command(place: Place) -> None:
    workflow = stand(place).workflow
    for command, refusal in refused(workflow):
        told = {*_standing(workflow, command), *_claims(workflow, command), *_gates(workflow, command)}
        assert refusal in told | _moves(workflow, command) | _inputs(command)


def _action(command: Change) -> Action:
    return ACTIONS.get(type(command).__name__) or Action(type(command).__name__.upper())


def _standing(workflow: Workflow, command: Change) -> set[Refusal]:
    """What may be said about who asks and when."""
    action, role, name = _action(command), command.actor.role, owner(workflow.state)
    permitted = (Role.Q_ASSISTANT,) if isinstance(command, Rollback | Approve | Reject) else ()
    return {
        NotActive(action, workflow.status),
        NothingToChange(action, workflow.status),
        NotPermitted(action, role, permitted),
        *({NotOwner(workflow.state, Role(name), role)} if name else ()),
    }


def _claims(workflow: Workflow, command: Change) -> set[Refusal]:
    """What may be said about the claim, or the lack of one."""
    action, state, live = _action(command), workflow.state, workflow.claim
    holder = None if live is None else live.worker
    if isinstance(command, ClaimWork):
        return set() if holder is None else {AlreadyClaimed(state, holder)}
    found: set[Refusal] = set()
    if live is None and isinstance(command, ReleaseClaim | RevokeClaim):
        found.add(NotClaimed(action, state))
    if not isinstance(command, Advance | RequestRetry | ReleaseClaim):
        return found
    if command.claim is not None:
        return found | {ClaimLost(command.claim, workflow.version, state, workflow.status, holder)}
    return found if holder is None else found | {ClaimRequired(action, state, holder)}


def _gates(workflow: Workflow, command: Change) -> set[Refusal]:
    """What may be said about the gate, or the lack of one."""
    gated = workflow.state in workflow.gates
    if isinstance(command, Approve | Reject):
        return {NothingToApprove(_action(command), workflow.state, gated)}
    return {ApprovalRequired(workflow.state, Role.Q_ASSISTANT)} if gated else set()


def _moves(workflow: Workflow, command: Change) -> set[Refusal]:
    """What may be said about where it wants to go."""
    state = workflow.state
    if isinstance(command, RequestRetry | Rollback):
        leads_to = target(workflow, command)
        named = None if leads_to is None else Phase(leads_to)
        return {PhaseNotEarlier(state, named, tuple(map(Phase, earlier(state))))}
    if not isinstance(command, Advance):
        return set()
    found: set[Refusal] = {OutcomeNotPossible(state, command.outcome, (Outcome.PASS,)), ReasonRequired("notes")}
    if state not in PHASES:
        return found | {AcknowledgeFirst(state, workflow.owner, field) for field in ("result", "phase")}
    current = Phase(state)
    wrong = set() if command.phase is None else {WrongPhase(command.phase, current, state)}
    return found | wrong | {ResultRequired(current)}


def _inputs(command: Change) -> set[Refusal]:
    """What may be said about the values alone."""
    if isinstance(command, Advance):
        return {InvalidInput("result", 'a JSON object, such as {"summary": "..."}', "a list")}
    if isinstance(command, Resume):
        return {InvalidInput("grantRounds", "a number from 1 to 100", "0")}
    if isinstance(command, ClaimWork):
        lease = InvalidInput("leaseSeconds", f"a number from 1 to {MAX_LEASE}", "0")
        return {InvalidInput("worker", "a text that is not blank", "a blank one"), lease}
    blank = InvalidInput("text", "a text that is not blank", "a blank one")
    return {ReasonRequired("reason")} if isinstance(command, RequestRetry | Rollback | Reject) else {blank}
