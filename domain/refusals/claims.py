"""A claim, or the lack of one, forbids the command."""

from dataclasses import dataclass

from domain.refusals.codes import ErrorCode
from domain.vocabulary import Action, Role, State, Status


@dataclass(frozen=True, slots=True)
class AlreadyClaimed:
    """Another worker has the work."""

    state: State
    worker: str
    code = ErrorCode.ALREADY_CLAIMED

    @property
    def message(self) -> str:
        return (
            f"{self.state} is claimed by {self.worker!r} already. Take other work with claimWork without a "
            "workflowId, or wait until this claim ends: `handoffs` tells of it."
        )


@dataclass(frozen=True, slots=True)
class ClaimRequired:
    """The work is claimed, and the command came without the claim's token."""

    action: Action
    state: State
    worker: str
    code = ErrorCode.CLAIM_REQUIRED

    @property
    def message(self) -> str:
        return (
            f"{self.state} is claimed by {self.worker!r}; {self.action} needs that claim's token in `claimToken` until "
            "the claim ends. If it is yours, send the token; if not, take other work."
        )


@dataclass(frozen=True, slots=True)
class ClaimLost:
    """The claim of the token that came is over. `holder` is the worker who has the work now, if one has."""

    claim: int
    version: int
    state: State
    status: Status
    holder: str | None
    code = ErrorCode.CLAIM_LOST

    @property
    def message(self) -> str:
        now = f"claimed by {self.holder!r}" if self.holder is not None else "claimed by nobody"
        return (
            f"The claim of this token (of version {self.claim}) is over and nothing was applied: the workflow has gone "
            f"on to version {self.version} and is {self.status} in {self.state}, {now}. `since` lists what happened. "
            "Drop this work; to go on with it, claim it again and read its assignment."
        )


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """There is no claim to end."""

    action: Action
    state: State
    code = ErrorCode.NOT_CLAIMED

    @property
    def message(self) -> str:
        return f"{self.action} needs a claim, and nobody has claimed {self.state}. There is nothing to give back."


@dataclass(frozen=True, slots=True)
class NothingWaiting:
    """The inbox is empty, or nothing in it can be taken: others were faster, or it is work of the caller's own."""

    role: Role
    project_id: str | None
    code = ErrorCode.NOTHING_WAITING

    @property
    def message(self) -> str:
        where = "" if self.project_id is None else f" in the project {self.project_id!r}"
        return (
            f"Nothing waits for {self.role}{where}. Subscribe to `handoffs` with toRole {self.role}, after the "
            "`cursor` that you read before, and claim again when one comes."
        )
