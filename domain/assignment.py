"""What whoever is next needs in order to work."""

from dataclasses import dataclass

from domain.context import Events, context_of
from domain.instructions import instructions, review_instructions
from domain.machine import phase_in, phases_before
from domain.vocabulary import JsonObject, Phase, Role, State
from domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Assignment:
    """The work that awaits `role`. In a handoff state `attempt` is the one that acknowledging it begins.

    Where a handoff waits for an approval, it is the review: `phase`, `attempt` and `round` are those of the work to be
    reviewed, which is the last of the `outputs`.

    `context` has these keys: `title`, `requirements`, `plan` (the output of PLANNING), `outputs` (by phase, of the
    phases before), `instruction` and `remarks` (what the role before asks for, and what it said), `notes` (the
    latest), `findings` (those still open that were raised here or have to be answered here), `tried` (the rounds that
    this phase has lost, each with its `attempt` and the start of the `reason`), and `sentBack`: null, or why this
    phase has to be done again (`kind`, `fromState`, `byRole`, `actor`, `reason`), with the `report` that came with a
    FAIL and the `rejected` result of this phase.
    """

    role: Role
    state: State
    phase: Phase
    attempt: int
    round: int
    max_rounds: int
    instructions: str
    context: JsonObject


def assignment(workflow: Workflow, events: Events) -> Assignment | None:
    """What awaits the next role, from the events that `sources` and `rejected_source` name; None when nobody is."""
    role, phase = workflow.next_role, workflow.phase
    if role is None or phase is None:
        return None
    if workflow.awaits_approval:
        phase = phases_before(workflow.state)[-1]
    record = workflow.phases[phase]
    begins_another = not workflow.awaits_approval and phase_in(workflow.state) is None
    text = review_instructions if workflow.awaits_approval else instructions
    return Assignment(
        role=role,
        state=workflow.state,
        phase=phase,
        attempt=record.attempt + begins_another,
        round=max(1, record.round),
        max_rounds=record.max_rounds,
        instructions=text(workflow, role, phase),
        context=context_of(workflow, events),
    )
