"""The commands of the domain for the inputs that were sent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from db.fingerprint import digested
from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    ClaimWork,
    Command,
    FindingAnswer,
    ForkWorkflow,
    NewFinding,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
    StartWorkflow,
)
from domain.vocabulary import FindingStatus, Outcome, Phase, Role, Severity, State, WorkflowId
from resolvers.preview_tokens import read_preview
from tests.torture.records import Call, Facts, Success

MUTATIONS: Mapping[str, type[Command]] = {
    "startWorkflow": StartWorkflow,
    "forkWorkflow": ForkWorkflow,
    "advanceWorkflow": Advance,
    "requestRetry": RequestRetry,
    "rollbackWorkflow": Rollback,
    "claimWork": ClaimWork,
    "releaseClaim": ReleaseClaim,
    "revokeClaim": RevokeClaim,
    "approveHandoff": Approve,
    "rejectHandoff": Reject,
    "pauseWorkflow": Pause,
    "resumeWorkflow": Resume,
    "cancelWorkflow": Cancel,
    "addNote": AddNote,
}
_APART = {"idempotencyKey", "claimToken", "role", "previewToken", "workflowId"}
_NAMES = {"nextRoleInstruction": "instruction"}
_CLAIM_NAMES = {"projectId": "within"}


@dataclass(frozen=True, slots=True)
class ClaimOf:
    """What the token of a claim stands for."""

    workflow_id: str
    number: int


def claims_of(calls: tuple[Call, ...]) -> dict[str, ClaimOf]:
    """The claims of all tokens that were given."""
    given = [call.answer for call in calls if isinstance(call.answer, Success)]
    return {
        answer.claim_token: ClaimOf(answer.workflow_id, answer.version)
        for answer in given
        if answer.claim_token is not None
    }


def _findings(inputs: list[Facts]) -> tuple[NewFinding, ...]:
    return tuple(NewFinding(**{**each, "severity": Severity(each["severity"])}) for each in inputs)


def _answers(inputs: list[Facts]) -> tuple[FindingAnswer, ...]:
    return tuple(FindingAnswer(**{**each, "status": FindingStatus(each["status"])}) for each in inputs)


_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "outcome": Outcome,
    "phase": Phase,
    "toPhase": Phase,
    "findings": _findings,
    "answers": _answers,
    "gates": lambda gates: tuple(map(State, gates)),
}


def command_of(call: Call, workflow_id: str, claims: Mapping[str, ClaimOf]) -> Command:
    """What the call asks of the workflow with this id; not for a fork, which also depends on its source."""
    given = {name: value for name, value in call.input.items() if value is not None}
    kind: Any = MUTATIONS[call.mutation]
    names = _NAMES | (_CLAIM_NAMES if kind is ClaimWork else {})
    fields = {
        names.get(name, _snake(name)): _VALUES[name](value) if name in _VALUES else value
        for name, value in given.items()
        if name not in _APART
    }
    if kind is ClaimWork:
        fields = {"worker": given["role"], "named": "workflowId" in given, **fields}
    command: Command = kind(workflow_id=WorkflowId(workflow_id), actor=actor_of(given.get("role")), **fields)
    return digested(_proved(command, given, claims))


def actor_of(role: str | None) -> Actor:
    """Who acts: a role, or an operator."""
    return Actor("OPERATOR") if role is None else Actor(role, Role(role))


def _proved(command: Command, given: Facts, claims: Mapping[str, ClaimOf]) -> Command:
    token, preview = given.get("claimToken"), given.get("previewToken")
    if token is not None and isinstance(command, Advance | RequestRetry | ReleaseClaim):
        command = replace(command, claim=claims[token].number)
    if preview is not None and isinstance(command, RequestRetry | Rollback):
        command = replace(command, preview=read_preview(preview))
    return command


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name)
