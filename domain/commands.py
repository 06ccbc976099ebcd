"""What a client asks. Whether it is granted is for `decide` to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from domain.limits import DEFAULT_LEASE, DEFAULT_ROUNDS
from domain.vocabulary import (
    FindingStatus,
    Json,
    JsonObject,
    Outcome,
    Phase,
    Role,
    Severity,
    State,
    WorkflowId,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a name for the record, and the role acted as. No role means an operator."""

    name: str
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """Something wrong with the work. Without an id it is given one; an id that is known raises that one again."""

    title: str
    severity: Severity
    id: str | None = None
    detail: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswer:
    """What whoever hands in work says about a finding."""

    id: str
    status: FindingStatus
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWorkflow:
    """Begin a build. `workflow_id` is a new one.

    `separate_duties` asks that nobody passes or approves work that they submitted themselves.
    """

    workflow_id: WorkflowId
    actor: Actor
    project_id: str
    build_id: str
    title: str
    requirements: str
    max_rounds: int = DEFAULT_ROUNDS
    gates: tuple[State, ...] = ()
    separate_duties: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedOutput:
    """An output of another workflow: its result with its digest, the event that holds it, and whose it is."""

    result: JsonObject
    digest: str | None
    sequence: int
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkWorkflow(StartWorkflow):
    """Begin a build where another one stood before `phase`, with the outputs that it had at `source_version`.

    `expected_version` is the version of the source that the caller looked at; `source_separates` says that the source
    separates duties, which its fork then has to do as well.
    """

    source_id: WorkflowId
    source_version: int
    phase: Phase
    outputs: Mapping[Phase, CopiedOutput]
    source_separates: bool = False
    reason: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What every command to an existing workflow says; `expected_version` is the version that the caller looked at."""

    workflow_id: WorkflowId
    actor: Actor
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work(_Change):
    """What whoever works sends; `claim` is the number of the claim under which the work was done, if it was claimed."""

    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(_Work):
    """Acknowledge a handoff state, or finish the phase being worked on. `digest` tells equal results."""

    outcome: Outcome = Outcome.PASS
    result: Json = None
    digest: str | None = None
    notes: str | None = None
    instruction: str | None = None
    phase: Phase | None = None
    findings: tuple[NewFinding, ...] = ()
    answers: tuple[FindingAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRetry(_Work):
    """Send the work back, as its owner, to the previous phase or to an earlier one.

    `preview` is the effect that the caller was shown; the command is refused if it has another one now.
    """

    reason: str
    to_phase: Phase | None = None
    findings: tuple[NewFinding, ...] = ()
    preview: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(_Change):
    """Take the workflow back to an earlier phase, also from COMPLETE. `preview` is as for a retry."""

    phase: Phase
    reason: str
    preview: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWork(_Change):
    """Take the work of a state for a limited time, acknowledging it in a handoff state.

    `named` says that the caller asked for this workflow, and not for the one that had waited longest; `within` is the
    project that it must be in, if one was named.
    """

    worker: str
    lease_seconds: int = DEFAULT_LEASE
    named: bool = True
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseClaim(_Work):
    """Give claimed work back."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeClaim(_Change):
    """Take claimed work away from its worker."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireClaim:
    """Note that the claim has run out by the clock that counts; nobody asks for it."""

    workflow_id: WorkflowId
    claim: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(_Change):
    """Let a gated handoff be acknowledged."""

    notes: str | None = None
    answers: tuple[FindingAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(_Change):
    """Send the work at a gated handoff back to the phase that handed it over."""

    reason: str
    findings: tuple[NewFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(_Change):
    """Hold the workflow where it stands."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(_Change):
    """Let a paused or escalated workflow move again. `grant_rounds` defaults to `maxRounds` when it is escalated."""

    reason: str | None = None
    grant_rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(_Change):
    """End the workflow for good."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(_Change):
    """Tell the next role and the watchers something."""

    text: str


Change: TypeAlias = (
    Advance
    | RequestRetry
    | Rollback
    | Pause
    | Resume
    | Cancel
    | AddNote
    | ClaimWork
    | ReleaseClaim
    | RevokeClaim
    | Approve
    | Reject
)
Command: TypeAlias = StartWorkflow | ForkWorkflow | Change
