"""Whom work falls to, and whether a handoff says so."""

from collections.abc import Iterable

from domain.events import Event
from domain.vocabulary import Role
from domain.workflow import Workflow


def claimable_by(workflow: Workflow | None) -> Role | None:
    """The role whose workers can claim the work now, as a review can't be."""
    if workflow is None or workflow.waits_for is not workflow.owner:
        return None
    return workflow.owner


def work_is_announced(before: Workflow | None, after: Workflow, events: Iterable[Event]) -> None:
    """Whoever `after` waits for, or can claim what it offers, learns so by a handoff unless it was so `before`."""
    told = {event.to_role for event in events if event.is_handoff}
    waited = None if before is None else before.waits_for
    assert after.waits_for in {None, waited} | told
    assert claimable_by(after) in {None, claimable_by(before)} | told
