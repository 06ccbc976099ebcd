"""What happened: the log of these is the truth, everything else is derived from it."""

from dataclasses import dataclass

from domain.vocabulary import EventKind, JsonObject, Phase, Role, State, WorkflowId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one workflow.

    `from_role` and `to_role` own the states before and after. `phase` and `attempt` say which work it is about: the
    phase that was finished, entered or, for the rest, stood at. `data` holds what the kind carries, under these keys:

    | kind | keys |
    |---|---|
    | STARTED | projectId, buildId, title, requirements, maxRounds |
    | ACKNOWLEDGED | instruction |
    | PHASE_PASSED, COMPLETED | result, instruction |
    | PHASE_FAILED | result, instruction, superseded |
    | RETRY_REQUESTED, ROLLED_BACK | superseded |
    | ESCALATED | exhausted, round, maxRounds |
    | RESUMED | grantedRounds |

    `superseded` maps each phase whose output no longer counts to the sequence of the event that holds that output;
    `grantedRounds` maps phases to the rounds they were given.
    """

    workflow_id: WorkflowId
    sequence: int
    kind: EventKind
    phase: Phase | None
    attempt: int | None
    from_state: State | None
    to_state: State
    from_role: Role | None
    to_role: Role | None
    actor: str
    message: str
    notes: str | None
    data: JsonObject

    @property
    def is_handoff(self) -> bool:
        """Whether responsibility passed: the owner before is not the owner after."""
        return self.from_role is not self.to_role
