"""Whether something can be asked for now: how, if it can, and if not, why not and what would help."""

from dataclasses import dataclass

from domain.allowed import AllowedAction, allowed_actions
from domain.commands import Actor
from domain.duties import own_work
from domain.findings import still_blocking
from domain.limits import MAX_EVENTS
from domain.machine import phase_in
from domain.permissions import NEEDS_TOKEN, forbidden, is_full
from domain.refusals import LimitReached, OpenFindings, OwnWork, PhaseNotEarlier, Refusal, WorkflowArchived
from domain.vocabulary import Action, Outcome
from domain.workflow import Workflow

_MUTATIONS = {
    Action.ADVANCE: "advanceWorkflow",
    Action.REQUEST_RETRY: "requestRetry",
    Action.ROLLBACK: "rollbackWorkflow",
    Action.PAUSE: "pauseWorkflow",
    Action.RESUME: "resumeWorkflow",
    Action.CANCEL: "cancelWorkflow",
    Action.ADD_NOTE: "addNote",
    Action.CLAIM: "claimWork",
    Action.RELEASE_CLAIM: "releaseClaim",
    Action.REVOKE_CLAIM: "revokeClaim",
    Action.APPROVE: "approveHandoff",
    Action.REJECT: "rejectHandoff",
}

_NEEDS = {
    Action.REQUEST_RETRY: ("reason",),
    Action.ROLLBACK: ("phase", "reason"),
    Action.ADD_NOTE: ("text",),
    Action.REJECT: ("reason",),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether `action` is possible now. `mutation` asks for it, with the inputs that it `needs` besides the id.

    `choices` are the outcomes and targets it may have; `refusal` is what stands in its way, `blocked` what stands in
    the way of a pass alone: findings that are to be answered with it, or that the work is the caller's own.
    """

    action: Action
    mutation: str
    needs: tuple[str, ...]
    choices: tuple[AllowedAction, ...]
    refusal: Refusal | None
    blocked: OpenFindings | OwnWork | None

    @property
    def message(self) -> str:
        """The whole in sentences."""
        if self.refusal is not None:
            return self.refusal.message
        needs = "".join(f", `{name}`" for name in self.needs)
        ways = "; ".join(_way(choice) for choice in self.choices)
        blocked = "" if self.blocked is None else f" {self.blocked.message}"
        return f"Possible now: {self.mutation} with `workflowId`{needs}. It leads to {ways}.{blocked}"


def explain(workflow: Workflow, actor: Actor, action: Action, *, archived: bool = False) -> Explanation:
    """Whether `actor` may ask for `action` now; read off what `decide` obeys. Of what is `archived`, nobody may."""
    listed = tuple(each for each in allowed_actions(workflow) if each.action is action)
    refusal = WorkflowArchived(workflow.id) if archived else _refusal(workflow, actor, action, listed)
    choices = listed if refusal is None else ()
    blocked = _blocked(workflow, actor, action) if refusal is None else None
    if isinstance(blocked, OwnWork):
        choices = tuple(each for each in choices if each.outcome is not Outcome.PASS)
    return Explanation(action, _MUTATIONS[action], _needs(workflow, actor, action), choices, refusal, blocked)


def _blocked(workflow: Workflow, actor: Actor, action: Action) -> OpenFindings | OwnWork | None:
    passes = action is Action.APPROVE or (action is Action.ADVANCE and phase_in(workflow.state) is not None)
    if not passes:
        return None
    return own_work(workflow, action, actor) or still_blocking(workflow, workflow.place, {})


def _refusal(workflow: Workflow, actor: Actor, action: Action, listed: tuple[AllowedAction, ...]) -> Refusal | None:
    if is_full(workflow, action):
        return LimitReached(MAX_EVENTS)
    if refusal := forbidden(workflow, action, actor):
        return refusal
    return None if listed else PhaseNotEarlier(workflow.state, None, ())


def _needs(workflow: Workflow, actor: Actor, action: Action) -> tuple[str, ...]:
    found = [] if actor.role is None else ["role"]
    if action is Action.ADVANCE and phase_in(workflow.state) is not None:
        found += ["outcome", "result"]
    if workflow.claim is not None and action in NEEDS_TOKEN:
        found.append("claimToken")
    return (*found, *_NEEDS.get(action, ()))


def _way(choice: AllowedAction) -> str:
    outcome = "" if choice.outcome is None else f" by {choice.outcome}"
    reason = " (with the reason in `notes`)" if choice.outcome is Outcome.FAIL else ""
    return f"{choice.leads_to}{outcome}{reason}"
