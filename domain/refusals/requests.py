"""The request does not fit what is recorded, or the record can't be reached."""

from dataclasses import dataclass

from domain.refusals.codes import ErrorCode


@dataclass(frozen=True, slots=True)
class WorkflowNotFound:
    """No workflow has this id."""

    workflow_id: str
    code = ErrorCode.WORKFLOW_NOT_FOUND

    @property
    def message(self) -> str:
        return (
            f"There is no workflow {self.workflow_id!r}. Take the id from startWorkflow's answer, or look it "
            "up with the `workflows` query."
        )


@dataclass(frozen=True, slots=True)
class WorkflowArchived:
    """The workflow was at rest for so long that it was archived: it can be read, and nothing can be asked of it."""

    workflow_id: str
    code = ErrorCode.WORKFLOW_ARCHIVED

    @property
    def message(self) -> str:
        return (
            f"The workflow {self.workflow_id!r} is archived, after a long rest: it can be read and forked, but not "
            f"changed. An operator can bring it back by `python -m db restore {self.workflow_id}`."
        )


@dataclass(frozen=True, slots=True)
class StaleVersion:
    """The caller looked at another version than the present one."""

    expected: int
    current: int
    code = ErrorCode.STALE_VERSION

    @property
    def message(self) -> str:
        return (
            f"You expected version {self.expected}, but the workflow is at {self.current}. Read it again, and "
            "send the command with the new version if it still makes sense."
        )


@dataclass(frozen=True, slots=True)
class IdempotencyConflict:
    """The key was used before, for another request."""

    key: str
    code = ErrorCode.IDEMPOTENCY_CONFLICT

    @property
    def message(self) -> str:
        return (
            f"The idempotencyKey {self.key!r} already belongs to another request. Use a new key for every new "
            "request, and the same one only to repeat it unchanged."
        )


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The database could not be reached; the command was not carried out."""

    code = ErrorCode.UNAVAILABLE

    @property
    def message(self) -> str:
        return (
            "The database can't be reached at the moment and nothing was done. "
            "Send the same request again in a few seconds."
        )


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The connection was lost during the commit, and it could not be found out in time what became of it."""

    key: str
    code = ErrorCode.OUTCOME_UNKNOWN

    @property
    def message(self) -> str:
        return (
            "It is not known whether the command was carried out. Send the same request again with "
            f"idempotencyKey {self.key!r}: it is applied once at most."
        )
