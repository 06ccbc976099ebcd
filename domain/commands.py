"""What a client asks. Whether it is granted is for `decide` to say."""

from dataclasses import dataclass
from typing import TypeAlias

from domain.limits import DEFAULT_ROUNDS
from domain.vocabulary import Json, Outcome, Phase, Role, WorkflowId


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a name for the record, and the role acted as. No role means an operator."""

    name: str
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWorkflow:
    """Begin a build. `workflow_id` is a new one."""

    workflow_id: WorkflowId
    actor: Actor
    project_id: str
    build_id: str
    title: str
    requirements: str
    max_rounds: int = DEFAULT_ROUNDS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What every command to an existing workflow says; `expected_version` is the version that the caller looked at."""

    workflow_id: WorkflowId
    actor: Actor
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(_Change):
    """Acknowledge a handoff state, or finish the phase being worked on."""

    outcome: Outcome = Outcome.PASS
    result: Json = None
    notes: str | None = None
    instruction: str | None = None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRetry(_Change):
    """Send the work back, as its owner, to the previous phase or to an earlier one."""

    reason: str
    to_phase: Phase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(_Change):
    """Take the workflow back to an earlier phase, also from COMPLETE."""

    phase: Phase
    reason: str


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


Change: TypeAlias = Advance | RequestRetry | Rollback | Pause | Resume | Cancel | AddNote
Command: TypeAlias = StartWorkflow | Change
