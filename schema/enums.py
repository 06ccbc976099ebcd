"""The domain's enums on the wire, each value with its meaning."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.machine import TABLE, phase_in
from domain.refusals import ErrorCode
from domain.vocabulary import Action, EventKind, Outcome, Phase, Role, State, Status

EnumType = TypeVar("EnumType", bound=type[Enum])


def _publish(enum: EnumType, description: str, values: Mapping[Enum, str]) -> EnumType:
    published = strawberry.enum(enum, description=description)
    definition: StrawberryEnumDefinition = published.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[enum[value.name]]
    return published


def _state_descriptions() -> dict[Enum, str]:
    described: dict[Enum, str] = {}
    for row in TABLE:
        if row.owner is None:
            described[row.state] = "The build is live; nobody has anything to do."
        elif phase_in(row.state):
            described[row.state] = f"The {row.owner.label} works on this phase."
        else:
            described[row.state] = f"Work was handed over and waits until the {row.owner.label} acknowledges it."
    return described


_publish(
    Role,
    "Who works on a build.",
    {
        Role.Q_ASSISTANT: "Finds out what is to be built, plans it, and watches over the build. Writes no code.",
        Role.CODE_WRITER: "Writes the code that the plan asks for.",
        Role.TEST_AUDITOR: "Tests what was written and reports what came of it.",
        Role.VERIFICATION_OVERSEER: "Checks that code, tests and requirements agree.",
        Role.RELEASE_MANAGER: "Releases what was verified.",
    },
)
_publish(State, "Where a workflow stands.", _state_descriptions())
_publish(
    Phase,
    "A state in which work is done.",
    {
        Phase.DISCOVERY: "Finding out what is to be built.",
        Phase.PLANNING: "Turning that into a plan.",
        Phase.IMPLEMENTATION: "Writing the code.",
        Phase.TESTING: "Testing it.",
        Phase.VERIFICATION: "Judging whether it may be released.",
        Phase.DEPLOYMENT: "Releasing it.",
    },
)
_publish(
    Status,
    "Whether a workflow moves. It is independent of the state.",
    {
        Status.ACTIVE: "It moves: the owner of its state may act.",
        Status.PAUSED: "It is held where it stands until an operator resumes it.",
        Status.ESCALATED: "A phase has used up its rounds; an operator must grant new ones.",
        Status.CANCELLED: "It was ended for good.",
        Status.COMPLETED: "It has reached COMPLETE; only a rollback reopens it.",
    },
)
_publish(
    Outcome,
    "How the owner of a state finished it.",
    {
        Outcome.PASS: "The work is done, or the handoff is acknowledged.",
        Outcome.FAIL: "The work of an earlier phase does not hold and goes back, with the reason in `notes`.",
    },
)
_publish(
    Action,
    "What can be asked of a workflow, each by the mutation of that name.",
    {
        Action.ADVANCE: "advanceWorkflow: acknowledge a handoff, or finish the phase.",
        Action.REQUEST_RETRY: "requestRetry: send the work back to an earlier phase.",
        Action.ROLLBACK: "rollbackWorkflow: take the workflow back to an earlier phase.",
        Action.PAUSE: "pauseWorkflow: hold it where it stands.",
        Action.RESUME: "resumeWorkflow: let it move again.",
        Action.CANCEL: "cancelWorkflow: end it for good.",
        Action.ADD_NOTE: "addNote: tell the next role and the watchers something.",
    },
)
_publish(
    EventKind,
    "What happened to a workflow.",
    {
        EventKind.STARTED: "It began, in DISCOVERY.",
        EventKind.ACKNOWLEDGED: "A role took over what it was handed, and began the phase.",
        EventKind.PHASE_PASSED: "A phase was finished; its result is in `data.result`.",
        EventKind.PHASE_FAILED: "Work did not hold and went back; `notes` says why.",
        EventKind.RETRY_REQUESTED: "The owner sent the work back; `notes` says why.",
        EventKind.ROLLED_BACK: "An operator or the Q Assistant took the workflow back; `notes` says why.",
        EventKind.ESCALATED: "A phase has used up its rounds and needs an operator.",
        EventKind.PAUSED: "It was put on hold.",
        EventKind.RESUMED: "It moves again, maybe with new rounds in `data.grantedRounds`.",
        EventKind.CANCELLED: "It was ended for good.",
        EventKind.NOTED: "Somebody left a note.",
        EventKind.COMPLETED: "The last phase was finished: the build is live.",
    },
)
_publish(
    ErrorCode,
    "What kind of refusal it is; stable, for programs to switch on.",
    {
        ErrorCode.INVALID_INPUT: "A value is out of bounds, whatever the workflow's state.",
        ErrorCode.WORKFLOW_NOT_FOUND: "No workflow has this id.",
        ErrorCode.NOT_OWNER: "The state is owned by another role.",
        ErrorCode.NOT_PERMITTED: "The action is reserved for others.",
        ErrorCode.NOT_ACTIVE: "The workflow's status forbids the action.",
        ErrorCode.NOTHING_TO_CHANGE: "The command would leave everything as it is.",
        ErrorCode.ACKNOWLEDGE_FIRST: "The handoff must be acknowledged before work is handed in.",
        ErrorCode.RESULT_REQUIRED: "A phase was finished without its result.",
        ErrorCode.REASON_REQUIRED: "Work was sent back without a reason.",
        ErrorCode.WRONG_PHASE: "The phase named is not the one being worked on.",
        ErrorCode.OUTCOME_NOT_POSSIBLE: "The state can't end this way.",
        ErrorCode.PHASE_NOT_EARLIER: "Work can go back only to an earlier phase.",
        ErrorCode.STALE_VERSION: "The workflow has changed since the caller looked.",
        ErrorCode.IDEMPOTENCY_CONFLICT: "The idempotencyKey belongs to another request.",
        ErrorCode.LIMIT_REACHED: "The workflow has as many events as it may have.",
        ErrorCode.UNAVAILABLE: "The database can't be reached; nothing was done. Try again.",
        ErrorCode.OUTCOME_UNKNOWN: "It is not known whether it was done. Repeat it with the same idempotencyKey.",
    },
)
