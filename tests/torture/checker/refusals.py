"""Each refusal was right at some moment between the call and its answer."""

import re
from collections.abc import Iterator
from dataclasses import fields

from domain.commands import ClaimWork, Command, CopiedOutput, ForkWorkflow
from domain.decide import decide
from domain.machine import phases_before
from domain.refusals import ErrorCode, InvalidInput, Refusal, WorkflowNotFound
from domain.validation import check
from domain.vocabulary import Phase, State, WorkflowId
from domain.workflow import Workflow
from tests.torture.checker.commands import actor_of, command_of
from tests.torture.checker.evidence import UNDECIDED, Evidence
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Call, Facts, Refused

_NOWHERE = ""
_TEXTS = {"expected", "received"}
_NAMES = {"current": "currentVersion"}


def each_refusal_was_justified(evidence: Evidence) -> Iterator[Finding]:
    """In one of the states that the workflow can have had meanwhile, the domain refuses the command so, with its facts.

    Allowed at any time are UNAVAILABLE and OUTCOME_UNKNOWN; NOTHING_WAITING has a check of its own. The refusals of
    heartbeats are not looked at.
    """
    for call in evidence.records.calls:
        answer = call.answer
        if not isinstance(answer, Refused) or answer.code in UNDECIDED | {"NOTHING_WAITING"}:
            continue
        if call.mutation != "heartbeat" and not _is_justified(evidence, call, answer):
            yield found(f"{call.mutation} was refused as {answer.code} {dict(answer.facts)}, without need", call.key)


def _is_justified(evidence: Evidence, call: Call, answer: Refused) -> bool:
    if answer.code == ErrorCode.IDEMPOTENCY_CONFLICT:
        return any(_asked(other) != _asked(call) for other in evidence.calls[call.key])
    return any(_is(refusal, answer) for refusal in _refusals(evidence, call, answer.facts))


def _asked(call: Call) -> tuple[str, Facts]:
    return call.mutation, {name: value for name, value in call.input.items() if name != "expectedVersion"}


def _is(refusal: Refusal, answer: Refused) -> bool:
    """Whether it is the refusal that came, with the facts that came."""
    if refusal.code != answer.code:
        return False
    for each in fields(refusal):
        name, value = _NAMES.get(each.name, _camel(each.name)), getattr(refusal, each.name)
        told = answer.facts.get(name, value)
        if each.name not in _TEXTS and not isinstance(told, list | dict) and told != value:
            return False
    return True


def _refusals(evidence: Evidence, call: Call, facts: Facts) -> Iterator[Refusal]:
    """How the call may be refused in each of the states that it may have met."""
    token, target = call.input.get("claimToken"), evidence.target(call)
    claim = None if token is None else evidence.claims.get(token)
    if token is not None and (claim is None or claim.workflow_id != target):
        yield InvalidInput("claimToken", "another token", "this one")
    elif target is None:
        if invalid := check(command_of(call, _NOWHERE, evidence.claims)):
            yield invalid
    else:
        for state in _states(evidence, call, target, facts):
            refused = _refuse(evidence, call, target, state)
            if not isinstance(refused, tuple):
                yield refused


def _states(evidence: Evidence, call: Call, target: str, facts: Facts) -> Iterator[Workflow | None]:
    told = facts.get("workflow") or {}
    for version in evidence.between(target, call.invoked_at, call.answered_at or call.invoked_at):
        state = evidence.at(target, version)
        if all(getattr(state, name, None) == told[name] for name in ("version", "state", "status") if name in told):
            yield state


def _refuse(evidence: Evidence, call: Call, target: str, state: Workflow | None) -> Refusal | tuple[object, ...]:
    if call.mutation == "forkWorkflow":
        return WorkflowNotFound(target) if state is None else decide(None, _fork_of(call, state))
    command = command_of(call, target, evidence.claims)
    if _is_elsewhere(command, state):
        return WorkflowNotFound(target)
    return decide(state, command)


def _is_elsewhere(command: Command, state: Workflow | None) -> bool:
    """Whether a claim names another project than that of the workflow."""
    return isinstance(command, ClaimWork) and state is not None and command.within not in {None, state.project_id}


def _fork_of(call: Call, source: Workflow) -> ForkWorkflow:
    """The fork that the call asks for, with outputs that are there, but empty."""
    phase = Phase(call.input["phase"])
    sequences = {before: source.phases[before].output for before in phases_before(State(phase))}
    given = {name: call.input.get(name) for name in ("buildId", "title", "maxRounds")}
    return ForkWorkflow(
        workflow_id=WorkflowId(_NOWHERE),
        actor=actor_of(call.input.get("role")),
        project_id=source.project_id,
        build_id=given["buildId"] or source.build_id,
        title=given["title"] or source.title,
        requirements="Those of the source.",
        max_rounds=given["maxRounds"] or source.max_rounds,
        source_id=source.id,
        source_version=source.version,
        phase=phase,
        outputs={
            name: CopiedOutput(result={}, digest=None, sequence=at, actor="")
            for name, at in sequences.items()
            if at is not None
        },
        reason=call.input.get("reason"),
        expected_version=call.input.get("expectedVersion"),
    )


def _camel(name: str) -> str:
    return re.sub("_(.)", lambda match: match[1].upper(), name)
