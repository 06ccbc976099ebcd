"""What a command that goes back would do, so that it can be shown first and held to what was shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from domain.commands import Change, RequestRetry, Rollback
from domain.events import Event
from domain.evolve import evolve
from domain.refusals import EffectChanged
from domain.vocabulary import EventKind, Phase, Status, WorkflowId
from domain.workflow import Claim, Workflow


@dataclass(frozen=True, slots=True)
class Effect:
    """What going back does.

    `superseded` are the phases whose outputs count no longer, with the sequences of the events that hold these;
    `revoked` is the claim that ends by it; `round` and `max_rounds` are those of the phase that is gone back to, and
    `costs_a_round` says whether the command uses one up.
    """

    workflow_id: WorkflowId
    kind: EventKind
    phase: Phase
    status: Status
    attempt: int
    round: int
    max_rounds: int
    costs_a_round: bool
    superseded: Mapping[Phase, int]
    revoked: Claim | None

    @property
    def key(self) -> str:
        """The effect as a sentence: two effects are the same if it is."""
        outputs = ", ".join(f"{phase} of event {sequence}" for phase, sequence in self.superseded.items())
        claim = "none" if self.revoked is None else f"that of event {self.revoked.number}"
        return (
            f"{self.kind} of {self.workflow_id} to {self.phase} (attempt {self.attempt}, "
            f"round {self.round} of {self.max_rounds}), {self.status}; "
            f"outputs superseded: {outputs}; claim ended: {claim}"
        )


def effect_of(workflow: Workflow, events: Iterable[Event]) -> Effect:
    """What the events of a command that goes back do to `workflow`."""
    first, *rest = events
    after = evolve(workflow, first)
    for event in rest:
        after = evolve(after, event)
    target = Phase(first.to_state)
    record = after.phases[target]
    superseded = cast("Mapping[str, int]", first.data["superseded"])
    return Effect(
        workflow_id=workflow.id,
        kind=first.kind,
        phase=target,
        status=after.status,
        attempt=record.attempt,
        round=record.round,
        max_rounds=record.max_rounds,
        costs_a_round=record.round > workflow.phases[target].round,
        superseded={Phase(phase): sequence for phase, sequence in superseded.items()},
        revoked=workflow.claim,
    )


def check_preview(workflow: Workflow, command: Change, events: Iterable[Event]) -> EffectChanged | None:
    """A command that names the effect it was shown must still have it."""
    if not isinstance(command, RequestRetry | Rollback) or command.preview is None:
        return None
    current = effect_of(workflow, events).key
    return None if current == command.preview else EffectChanged(command.preview, current)
