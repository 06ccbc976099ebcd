"""The domain's enums on the wire, each value with its meaning."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.attempts import Verdict
from domain.machine import TABLE, phase_in
from domain.refusals import ErrorCode
from domain.vocabulary import Action, EventKind, FindingStatus, Outcome, Phase, Role, Severity, Signal, State, Status

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
        Status.ESCALATED: "A phase has used up its rounds, or too many claims of it: an operator must resume it.",
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
        Action.CLAIM: "claimWork: take the work for a limited time.",
        Action.RELEASE_CLAIM: "releaseClaim: give claimed work back.",
        Action.REVOKE_CLAIM: "revokeClaim: take claimed work away from its worker.",
        Action.APPROVE: "approveHandoff: let a gated handoff be acknowledged.",
        Action.REJECT: "rejectHandoff: send back what waits at a gated handoff.",
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
        EventKind.ESCALATED: "A phase has used up its rounds, or too many claims of it ran out: an operator is needed.",
        EventKind.PAUSED: "It was put on hold.",
        EventKind.RESUMED: "It moves again, maybe with new rounds in `data.grantedRounds`.",
        EventKind.CANCELLED: "It was ended for good.",
        EventKind.NOTED: "Somebody left a note.",
        EventKind.COMPLETED: "The last phase was finished: the build is live.",
        EventKind.CLAIMED: "A worker took the work for a limited time.",
        EventKind.CLAIM_RELEASED: "The worker gave the work back: it waits again.",
        EventKind.CLAIM_EXPIRED: "The worker was not heard of in time: the work waits again.",
        EventKind.CLAIM_REVOKED: "An operator took the work away from its worker: it waits again.",
        EventKind.APPROVED: "A gated handoff was approved: it can be acknowledged.",
        EventKind.REJECTED: "What waited at a gated handoff was sent back; `notes` says why.",
        EventKind.OUTPUT_COPIED: "A fork has an output of its source; it is in `data.result`.",
    },
)
_publish(
    Severity,
    "How much a finding weighs.",
    {
        Severity.BLOCKING: "The work can't pass the state in which it was raised while it is open.",
        Severity.MAJOR: "It should be put right.",
        Severity.MINOR: "It could be better.",
    },
)
_publish(
    FindingStatus,
    "What has become of a finding.",
    {
        FindingStatus.OPEN: "It still has to be dealt with.",
        FindingStatus.DISPUTED: "Whoever did the work says that it does not hold; it stays open until it is settled.",
        FindingStatus.RESOLVED: "It was put right.",
        FindingStatus.WITHDRAWN: "Whoever raised it no longer holds it.",
    },
)
_publish(
    Signal,
    "Whether a worker is to go on with what it has claimed.",
    {
        Signal.CONTINUE: "Go on.",
        Signal.PAUSED: "The workflow is on hold: stop, and keep the claim with heartbeats or release it.",
        Signal.CANCELLED: "The workflow was ended: drop the work.",
        Signal.SUPERSEDED: "The claim is over, because it ran out or the workflow went on: drop the work.",
    },
)
_publish(
    Verdict,
    "How an attempt at a phase ended.",
    {
        Verdict.OPEN: "It has not ended.",
        Verdict.PASSED: "It was finished with a result.",
        Verdict.FAILED: "It ended with a FAIL: the work of an earlier phase did not hold.",
        Verdict.ABANDONED: "It ended without a result, because the work was sent or taken back.",
    },
)
_publish(
    ErrorCode,
    "What kind of refusal it is; stable, for programs to switch on.",
    {
        ErrorCode.INVALID_INPUT: "A value is out of bounds, whatever the workflow's state.",
        ErrorCode.WORKFLOW_NOT_FOUND: "No workflow has this id.",
        ErrorCode.WORKFLOW_ARCHIVED: "The workflow was archived: it can be read and forked, but not changed.",
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
        ErrorCode.ALREADY_CLAIMED: "Another worker has the work.",
        ErrorCode.CLAIM_REQUIRED: "The work is claimed, and the command came without the claim's token.",
        ErrorCode.CLAIM_LOST: "The claim of the token is over; nothing was applied.",
        ErrorCode.NOT_CLAIMED: "Nobody has claimed the work.",
        ErrorCode.NOTHING_WAITING: "Nothing waits for the role.",
        ErrorCode.APPROVAL_REQUIRED: "The handoff is gated, and nobody has approved it yet.",
        ErrorCode.NOTHING_TO_APPROVE: "No approval is awaited where the workflow stands.",
        ErrorCode.OWN_WORK: "Whoever asks submitted the work, and duties are separate.",
        ErrorCode.NO_CHANGE: "The result is the one that was just sent back.",
        ErrorCode.OPEN_FINDINGS: "The work can't pass: blocking findings that were raised in this state are open.",
        ErrorCode.FINDING_NOT_OPEN: "An answer names a finding that can't be answered so.",
        ErrorCode.EFFECT_CHANGED: "The command would do something else than its preview showed.",
        ErrorCode.PHASE_NOT_REACHED: "A fork can't begin with this phase.",
        ErrorCode.LIMIT_REACHED: "The workflow has as many events as it may have.",
        ErrorCode.UNAVAILABLE: "The database can't be reached; nothing was done. Try again.",
        ErrorCode.OUTCOME_UNKNOWN: "It is not known whether it was done. Repeat it with the same idempotencyKey.",
    },
)
