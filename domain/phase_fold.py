"""What an event makes of the phases of a workflow."""

from dataclasses import replace
from typing import cast

from domain.duties import author_after
from domain.events import Event
from domain.machine import phase_in, phases_from
from domain.phase_record import PhaseRecord
from domain.vocabulary import EventKind, JsonObject, Phase
from domain.workflow import Workflow

COSTS_A_ROUND = frozenset({EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED, EventKind.REJECTED})
BACK = COSTS_A_ROUND | {EventKind.ROLLED_BACK}
HOLDS_OUTPUT = frozenset({EventKind.PHASE_PASSED, EventKind.COMPLETED, EventKind.OUTPUT_COPIED})


def phases_after(base: Workflow, event: Event, *, entered: bool) -> dict[Phase, PhaseRecord]:
    """The phases once `event` has happened; `entered` says that it led to another state."""
    phases = dict(base.phases)
    if event.kind is EventKind.OUTPUT_COPIED and event.phase is not None:
        phases[event.phase] = phases[event.phase].enter(event.sequence, cost=0)
    if event.kind in HOLDS_OUTPUT and event.phase is not None:
        digest = cast("str | None", event.data.get("digest"))
        phases[event.phase] = phases[event.phase].finish(event.sequence, digest, author_after(base, event))
    if event.kind in BACK:
        _go_back(phases, event)
    if event.kind is EventKind.RESUMED:
        _grant(phases, cast("JsonObject", event.data["grantedRounds"]))
    opened = phase_in(event.to_state)
    if entered and opened is not None:
        phases[opened] = phases[opened].enter(event.sequence, cost=int(event.kind in COSTS_A_ROUND))
    return phases


def _go_back(phases: dict[Phase, PhaseRecord], event: Event) -> None:
    target = Phase(event.to_state)
    before = phases[target]
    for phase in phases_from(target):
        phases[phase] = phases[phase].supersede(event.sequence)
    if event.kind in COSTS_A_ROUND:
        tried = before.with_try(event.notes or "")
        phases[target] = replace(phases[target], rejected=before.rejection, tried=tried)


def _grant(phases: dict[Phase, PhaseRecord], granted: JsonObject) -> None:
    for name, rounds in granted.items():
        record = phases[Phase(name)]
        phases[Phase(name)] = replace(record, max_rounds=record.max_rounds + cast("int", rounds))
