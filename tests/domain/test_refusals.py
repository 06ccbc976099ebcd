"""Refusals are facts, and their messages say what was expected, what came and what would help."""

from typing import get_args

import pytest

from domain.commands import Advance, Change, RequestRetry, Resume, Rollback
from domain.refusals import (
    AcknowledgeFirst,
    ErrorCode,
    InvalidInput,
    NotActive,
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
from domain.vocabulary import Action, Outcome, Phase, Role, State, Status
from domain.workflow import Workflow
from tests.domain.commands import refused
from tests.domain.design import PHASES, earlier, owner
from tests.domain.oracle import target
from tests.domain.places import REACHABLE, at

ACTIONS = {"Advance": Action.ADVANCE, "RequestRetry": Action.REQUEST_RETRY, "AddNote": Action.ADD_NOTE}


def test_each_kind_of_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in get_args(Refusal)]
    assert sorted(codes) == sorted(ErrorCode)


@pytest.mark.parametrize(("state", "status"), REACHABLE)
def test_a_refusal_carries_the_facts_of_the_workflow_and_the_command(state: State, status: Status) -> None:
    workflow = at(state, status).workflow
    for command, refusal in refused(workflow):
        assert refusal in {*_standing(workflow, command), *_moves(workflow, command), *_inputs(command)}


def _standing(workflow: Workflow, command: Change) -> set[Refusal]:
    """What may be said about who asks and when."""
    action = ACTIONS.get(type(command).__name__) or Action(type(command).__name__.upper())
    role, name = command.actor.role, owner(workflow.state)
    permitted = (Role.Q_ASSISTANT,) if isinstance(command, Rollback) else ()
    return {
        NotActive(action, workflow.status),
        NothingToChange(action, workflow.status),
        NotPermitted(action, role, permitted),
        *({NotOwner(workflow.state, Role(name), role)} if name else ()),
    }


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
    blank = InvalidInput("text", "a text that is not blank", "a blank one")
    return {ReasonRequired("reason")} if isinstance(command, RequestRetry | Rollback) else {blank}
