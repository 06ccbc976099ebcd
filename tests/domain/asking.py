"""What may be asked for, by the list of it and by trying."""

from collections.abc import Iterator

from domain.allowed import AllowedAction, allowed_actions
from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.decide import decide
from domain.vocabulary import Action, Outcome, Phase, State
from domain.workflow import Workflow
from tests.domain.builds import ID, fold
from tests.domain.design import PHASES
from tests.domain.duties import is_own

Asked = tuple[Action, Outcome | None, State]


def well_formed(workflow: Workflow, who: Actor) -> Iterator[tuple[Action, Outcome | None, Change]]:
    """Each thing that `who` could ask for, said as it has to be said where `workflow` stands, by whoever claimed it."""
    claim = None if workflow.claim is None else workflow.claim.number
    result = {"summary": "done"} if workflow.state in PHASES else None
    for outcome in Outcome:
        finish = Advance(workflow_id=ID, actor=who, claim=claim, outcome=outcome, result=result, notes="Because.")
        yield Action.ADVANCE, outcome, finish
    for phase in Phase:
        retry = RequestRetry(workflow_id=ID, actor=who, claim=claim, reason="Why.", to_phase=phase)
        yield Action.REQUEST_RETRY, None, retry
        yield Action.ROLLBACK, None, Rollback(workflow_id=ID, actor=who, reason="Why.", phase=phase)
    yield Action.PAUSE, None, Pause(workflow_id=ID, actor=who)
    yield Action.RESUME, None, Resume(workflow_id=ID, actor=who)
    yield Action.CANCEL, None, Cancel(workflow_id=ID, actor=who)
    yield Action.ADD_NOTE, None, AddNote(workflow_id=ID, actor=who, text="Why.")
    yield Action.CLAIM, None, ClaimWork(workflow_id=ID, actor=who, worker="One")
    yield Action.RELEASE_CLAIM, None, ReleaseClaim(workflow_id=ID, actor=who, claim=claim)
    yield Action.REVOKE_CLAIM, None, RevokeClaim(workflow_id=ID, actor=who)
    yield Action.APPROVE, None, Approve(workflow_id=ID, actor=who)
    yield Action.REJECT, None, Reject(workflow_id=ID, actor=who, reason="Why.")


def accepted(workflow: Workflow, who: Actor) -> set[Asked]:
    """What `decide` accepts from `who`, and the state to which it leads."""
    found = set()
    for action, outcome, command in well_formed(workflow, who):
        answer = decide(workflow, command)
        if isinstance(answer, tuple):
            found.add((action, outcome, fold(answer, onto=workflow).state))
    return found


def listed(workflow: Workflow, who: Actor) -> set[Asked]:
    """What `allowed_actions` lists for `who`, but for work of their own, which it does not know of."""
    own = {(action, outcome) for action, outcome, ask in well_formed(workflow, who) if is_own(workflow, ask)}
    items = [each for each in allowed_actions(workflow, who.role) if who.role is not None or each.operator]
    return {as_asked(item) for item in items if (item.action, item.outcome) not in own}


def as_asked(item: AllowedAction) -> Asked:
    return item.action, item.outcome, item.leads_to
