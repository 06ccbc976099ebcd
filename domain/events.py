"""What happened: the log of these is the truth, everything else is derived from it."""

from dataclasses import dataclass

from domain.machine import owner_of
from domain.vocabulary import EventKind, JsonObject, Phase, Role, State, WorkflowId

HANDED_BACK = frozenset({EventKind.RESUMED, EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED})
"""By these the work falls to its role anew: from the worker that had claimed it, or the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one workflow.

    `from_role` and `to_role` had and have to act: the owners of the states before and after, or the Q Assistant where
    a handoff waits for an approval. `phase` and `attempt` say which work it is about: the phase that was finished,
    entered or, for the rest, stood at. `actor_role` is the role that `actor` acted as; none for an operator and for the
    clock. `data` holds what the kind carries, under these keys:

    | kind | keys |
    |---|---|
    | STARTED | projectId, buildId, title, requirements, maxRounds, gates, separateDuties, origin |
    | OUTPUT_COPIED | result, digest, sequence, actor |
    | ACKNOWLEDGED | instruction |
    | PHASE_PASSED, COMPLETED | result, digest, instruction, answers, worker |
    | PHASE_FAILED | result, digest, instruction, answers, findings, superseded, worker |
    | RETRY_REQUESTED | findings, superseded, worker |
    | APPROVED | answers |
    | REJECTED | findings, superseded |
    | ROLLED_BACK | superseded, worker |
    | ESCALATED | exhausted, round, maxRounds, tried; or expired |
    | RESUMED | grantedRounds |
    | CLAIMED | worker, leaseSeconds |
    | CLAIM_RELEASED, CLAIM_EXPIRED, CLAIM_REVOKED | claim, worker; expiries of this attempt |

    `superseded` maps each phase whose output no longer counts to the sequence of the event that holds that output;
    `grantedRounds` maps phases to the rounds they were given; `worker` had claimed the work; `tried` lists the rounds
    that were lost, each with its `attempt` and `reason`; `expired` the workers whose claims ran out; `claim` is the
    sequence of the event by which the work was claimed; `sequence` and `actor` tell where a copied output comes from.
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
    actor_role: Role | None
    message: str
    notes: str | None
    data: JsonObject

    @property
    def is_handoff(self) -> bool:
        """Whether responsibility passed: to another role, or to the same one from whoever had taken or reviewed it."""
        if self.from_role is not self.to_role or self.kind in HANDED_BACK:
            return True
        if self.from_state is None or self.from_state is self.to_state:
            return False
        reviews = self.from_role is not owner_of(self.from_state) or self.to_role is not owner_of(self.to_state)
        return reviews or "worker" in self.data
