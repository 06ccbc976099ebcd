"""The words of the design, as types."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NewType, TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = Mapping[str, Json]

WorkflowId = NewType("WorkflowId", str)


class Role(StrEnum):
    """Who works on a build."""

    Q_ASSISTANT = "Q_ASSISTANT"
    CODE_WRITER = "CODE_WRITER"
    TEST_AUDITOR = "TEST_AUDITOR"
    VERIFICATION_OVERSEER = "VERIFICATION_OVERSEER"
    RELEASE_MANAGER = "RELEASE_MANAGER"

    @property
    def label(self) -> str:
        """The role as a person writes it, such as `Code Writer`."""
        return self.replace("_", " ").title()


class State(StrEnum):
    """Where a workflow stands."""

    DISCOVERY = "DISCOVERY"
    PLANNING = "PLANNING"
    HANDOFF_TO_CODER = "HANDOFF_TO_CODER"
    IMPLEMENTATION = "IMPLEMENTATION"
    HANDOFF_TO_TESTER = "HANDOFF_TO_TESTER"
    TESTING = "TESTING"
    HANDOFF_TO_VERIFIER = "HANDOFF_TO_VERIFIER"
    VERIFICATION = "VERIFICATION"
    HANDOFF_TO_RELEASER = "HANDOFF_TO_RELEASER"
    DEPLOYMENT = "DEPLOYMENT"
    COMPLETE = "COMPLETE"


class Phase(StrEnum):
    """A state in which work is done."""

    DISCOVERY = "DISCOVERY"
    PLANNING = "PLANNING"
    IMPLEMENTATION = "IMPLEMENTATION"
    TESTING = "TESTING"
    VERIFICATION = "VERIFICATION"
    DEPLOYMENT = "DEPLOYMENT"


class Status(StrEnum):
    """Whether a workflow moves."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ESCALATED = "ESCALATED"
    CANCELLED = "CANCELLED"
    COMPLETED = "COMPLETED"


class Outcome(StrEnum):
    """How the owner of a state finished it."""

    PASS = "PASS"  # noqa: S105 - the word for a passed phase, not a password
    FAIL = "FAIL"


class Action(StrEnum):
    """What can be asked of a workflow that exists."""

    ADVANCE = "ADVANCE"
    REQUEST_RETRY = "REQUEST_RETRY"
    ROLLBACK = "ROLLBACK"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    CANCEL = "CANCEL"
    ADD_NOTE = "ADD_NOTE"
    CLAIM = "CLAIM"
    RELEASE_CLAIM = "RELEASE_CLAIM"
    REVOKE_CLAIM = "REVOKE_CLAIM"
    APPROVE = "APPROVE"
    REJECT = "REJECT"


class EventKind(StrEnum):
    """What happened to a workflow."""

    STARTED = "STARTED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    PHASE_PASSED = "PHASE_PASSED"
    PHASE_FAILED = "PHASE_FAILED"
    RETRY_REQUESTED = "RETRY_REQUESTED"
    ROLLED_BACK = "ROLLED_BACK"
    ESCALATED = "ESCALATED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    CANCELLED = "CANCELLED"
    NOTED = "NOTED"
    COMPLETED = "COMPLETED"
    CLAIMED = "CLAIMED"
    CLAIM_RELEASED = "CLAIM_RELEASED"
    CLAIM_EXPIRED = "CLAIM_EXPIRED"
    CLAIM_REVOKED = "CLAIM_REVOKED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    OUTPUT_COPIED = "OUTPUT_COPIED"


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "BLOCKING"
    MAJOR = "MAJOR"
    MINOR = "MINOR"


class FindingStatus(StrEnum):
    """What has become of a finding."""

    OPEN = "OPEN"
    DISPUTED = "DISPUTED"
    RESOLVED = "RESOLVED"
    WITHDRAWN = "WITHDRAWN"


class Signal(StrEnum):
    """What a heartbeat tells a worker to do."""

    CONTINUE = "CONTINUE"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"
