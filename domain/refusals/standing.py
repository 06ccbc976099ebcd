"""Who asks, or the status, forbids the action."""

from dataclasses import dataclass

from domain.refusals.codes import ErrorCode, either
from domain.vocabulary import Action, Role, State, Status


@dataclass(frozen=True, slots=True)
class NotOwner:
    """Somebody else than the owner wanted to act in a state."""

    state: State
    owner: Role
    role: Role | None
    code = ErrorCode.NOT_OWNER

    @property
    def message(self) -> str:
        if self.role is None:
            return f"{self.state} is owned by {self.owner}; an operator can't act in it: let {self.owner} act."
        return (
            f"{self.state} is owned by {self.owner}; {self.role} can't act in it. Wait for a handoff to your role, "
            f"or let {self.owner} act."
        )


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """The action is reserved. `permitted` are the roles that may ask for it, besides an operator."""

    action: Action
    role: Role | None
    permitted: tuple[Role, ...]
    code = ErrorCode.NOT_PERMITTED

    @property
    def message(self) -> str:
        return (
            f"{self.action} is for {either(('an operator', *self.permitted))}, not for {self.role}. Ask one "
            "of them, or leave your reason with addNote."
        )


_HELP = {
    Status.ACTIVE: "see `allowedActions` for what can be done now",
    Status.PAUSED: "resumeWorkflow, by an operator, lets it move again",
    Status.ESCALATED: "resumeWorkflow, by an operator, lets it move again, with new rounds where they are used up",
    Status.CANCELLED: "a cancel is final; start a new workflow",
    Status.COMPLETED: "rollbackWorkflow reopens it",
}


@dataclass(frozen=True, slots=True)
class NotActive:
    """The workflow's status forbids the action."""

    action: Action
    status: Status
    code = ErrorCode.NOT_ACTIVE

    @property
    def message(self) -> str:
        return f"The workflow is {self.status}, and {self.action} is not possible then: {_HELP[self.status]}."


@dataclass(frozen=True, slots=True)
class NothingToChange:
    """The command would leave everything as it is."""

    action: Action
    status: Status
    code = ErrorCode.NOTHING_TO_CHANGE

    @property
    def message(self) -> str:
        return f"{self.action} would change nothing: the workflow is {self.status} already; {_HELP[self.status]}."


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The workflow has as many events as it may have."""

    limit: int
    code = ErrorCode.LIMIT_REACHED

    @property
    def message(self) -> str:
        return (
            f"The workflow has reached its limit of {self.limit} events and takes nothing more but, while it is not "
            "ended, a cancel or the end of a claim. Start a new workflow to go on, or fork this one."
        )
