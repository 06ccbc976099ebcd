"""Separate duties, where a workflow asks for them: nobody approves their own work."""

from domain.commands import Actor
from domain.events import Event
from domain.machine import owner_of
from domain.refusals import OwnWork
from domain.vocabulary import Action, EventKind, Phase, State
from domain.workflow import APPROVER, Workflow

JUDGED = Phase.IMPLEMENTATION
"""The phase whose output others have to judge."""

JUDGING = frozenset({Phase.TESTING, Phase.VERIFICATION})
"""The phases that judge it; a handoff that is reviewed after it does, too."""

JUDGES = frozenset(owner_of(State(phase)) for phase in JUDGING)
"""The roles that own these phases."""

ONLY_OF_OTHERS = frozenset({Action.APPROVE, Action.CLAIM})
"""What can't be done at all with one's own work where it is judged; it can be failed there, but not passed."""


def submitter(event: Event) -> str:
    """Who submitted the output that `event` holds: of a copy, whoever submitted what was copied."""
    return str(event.data["actor"]) if event.kind is EventKind.OUTPUT_COPIED else event.actor


def author_after(workflow: Workflow, event: Event) -> str | None:
    """Whom the fold remembers for the output that `event` holds: nobody unless somebody else has to judge it."""
    return submitter(event) if workflow.separate_duties and event.phase is JUDGED else None


def author(workflow: Workflow) -> str | None:
    """Who can't judge the work that has come to where the workflow stands; None if anybody can."""
    judged_here = workflow.awaits_approval or workflow.phase in JUDGING
    return workflow.phases[JUDGED].author if judged_here else None


def passed_over(actor: Actor) -> str | None:
    """Whose work, where duties are separate, is not for `actor` to claim: its own, in a role that judges."""
    return actor.name if actor.role in JUDGES else None


def own_work(workflow: Workflow, action: Action, actor: Actor) -> OwnWork | None:
    """Why `actor` can't judge by `action` the work that has come to where the workflow stands."""
    judge = APPROVER if action is Action.APPROVE else workflow.owner
    if judge is None or author(workflow) != actor.name:
        return None
    return OwnWork(action, workflow.state, judge, JUDGED, workflow.phases[JUDGED].attempt, actor.name)
