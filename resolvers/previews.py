"""Showing what going back would do."""

from dataclasses import dataclass, replace

from db.log.answers import Refused
from db.records import StoredWorkflow
from db.store import Store
from domain.commands import RequestRetry, Rollback
from domain.decide import decide
from domain.effect import Effect, effect_of
from domain.refusals import WorkflowArchived, WorkflowNotFound
from resolvers.commands import actor_of
from resolvers.preview_tokens import write_preview


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect that a command would have on a workflow, and the token that holds the command to it."""

    stored: StoredWorkflow
    effect: Effect
    token: str


async def preview(store: Store, command: RequestRetry | Rollback) -> Preview | Refused:
    """What `command` would do now, or why it would be refused. A retry is looked at as the holder of the claim."""
    stored = await store.queries.workflow(command.workflow_id)
    if stored is None:
        return Refused(WorkflowNotFound(command.workflow_id), None)
    if stored.archived:
        return Refused(WorkflowArchived(command.workflow_id), stored)
    outcome = decide(stored.workflow, _as_whoever_may(stored, command))
    if not isinstance(outcome, tuple):
        return Refused(outcome, stored)
    effect = effect_of(stored.workflow, outcome)
    return Preview(stored, effect, write_preview(effect.key))


def _as_whoever_may(stored: StoredWorkflow, command: RequestRetry | Rollback) -> RequestRetry | Rollback:
    if isinstance(command, Rollback):
        return command
    workflow = stored.workflow
    claim = None if workflow.claim is None else workflow.claim.number
    actor = actor_of(workflow.owner) if command.actor.role is None else command.actor
    return replace(command, claim=claim, actor=actor)
