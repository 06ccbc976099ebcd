"""What a log says happened, told again by the rules alone, without asking the code that folds it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.events import Event
from domain.vocabulary import EventKind, State, Status
from tests.domain.design import CLAIM_ENDED

LEADS_TO = {
    EventKind.PAUSED: Status.PAUSED,
    EventKind.RESUMED: Status.ACTIVE,
    EventKind.ESCALATED: Status.ESCALATED,
    EventKind.CANCELLED: Status.CANCELLED,
    EventKind.COMPLETED: Status.COMPLETED,
}


@dataclass(frozen=True)
class Told:
    """How things stand after an event. `live` is the number of the claim; `expiries` are those that count."""

    state: State
    status: Status
    gates: frozenset[State]
    approved: bool = False
    live: int | None = None
    expiries: int = 0
    exhausted: bool = False

    @property
    def closed(self) -> bool:
        """Whether an approval is awaited."""
        return self.state in self.gates and not self.approved


def retell(log: Sequence[Event]) -> list[Told]:
    """How things stood after each event of `log`."""
    first, *rest = log
    gates = first.data["gates"]
    assert isinstance(gates, list)
    told = [Told(first.to_state, Status.ACTIVE, frozenset(map(State, gates)))]
    for event in rest:
        told.append(_after(told[-1], event))
    return told


def _after(before: Told, event: Event) -> Told:
    moved = event.from_state is not event.to_state
    left = replace(before, state=event.to_state, approved=False, live=None, expiries=0) if moved else before
    return replace(
        left,
        status=_status(before, event),
        approved=left.approved or event.kind is EventKind.APPROVED,
        live=_live(left, event),
        expiries=_expiries(left, event),
        exhausted=event.kind is not EventKind.RESUMED and (left.exhausted or "exhausted" in event.data),
    )


def _status(before: Told, event: Event) -> Status:
    if event.kind is EventKind.ROLLED_BACK and before.status is Status.COMPLETED:
        return Status.ACTIVE
    return LEADS_TO.get(event.kind, before.status)


def _live(left: Told, event: Event) -> int | None:
    if event.kind is EventKind.CLAIMED:
        return event.sequence
    return None if event.kind in CLAIM_ENDED else left.live


def _expiries(left: Told, event: Event) -> int:
    if event.kind is EventKind.RESUMED and left.status is Status.ESCALATED:
        return 0
    return left.expiries + (event.kind is EventKind.CLAIM_EXPIRED and left.status is Status.ACTIVE)
