"""How far a workflow has come."""

from dataclasses import dataclass

from domain.machine import PHASES
from domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Progress:
    """Phases that have a current output, of all phases. `percent` is rounded down."""

    completed_phases: int
    total_phases: int
    percent: int


def progress(workflow: Workflow) -> Progress:
    """How far `workflow` has come: a superseded output no longer counts."""
    done = len(PHASES) - [record.output for record in workflow.phases.values()].count(None)
    return Progress(done, len(PHASES), 100 * done // len(PHASES))
