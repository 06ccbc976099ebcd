"""A phase has one holder at a time, and nobody else's work is taken while there is one."""

from collections.abc import Iterator
from typing import cast

from domain.events import Event
from domain.vocabulary import EventKind
from tests.torture.checker.database import Entry
from tests.torture.checker.evidence import Evidence, Made
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Call, Success

ENDINGS = frozenset({EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED})
WORK = frozenset({EventKind.PHASE_PASSED, EventKind.COMPLETED, EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED})


def a_phase_has_one_holder(evidence: Evidence) -> Iterator[Finding]:
    """Nobody claims what is claimed, a claim that ends is the one that is live, and the numbers of claims only grow."""
    for history in evidence.histories.values():
        last = 0
        for live, entry in with_claims(history):
            event = entry.event
            if event.kind is EventKind.CLAIMED and live is not None:
                yield found(f"it was claimed while claim {live.sequence} was live", entry.id)
            if event.kind is EventKind.CLAIMED and event.sequence <= last:
                yield found(f"claim {event.sequence} came after claim {last}", entry.id)
            if event.kind in ENDINGS and event.data.get("claim") != (live and live.sequence):
                yield found(f"it ends claim {event.data.get('claim')}, live is {live and live.sequence}", entry.id)
            last = event.sequence if event.kind is EventKind.CLAIMED else last


def with_claims(history: Made) -> Iterator[tuple[Event | None, Entry]]:
    """Each event with the one by which the work was claimed, if it was claimed when the event came."""
    live: Event | None = None
    for entry in history:
        yield live, entry
        event = entry.event
        if event.kind is EventKind.CLAIMED:
            live = event
        elif event.kind in ENDINGS or event.kind is EventKind.CANCELLED or event.from_state is not event.to_state:
            live = None


def work_is_done_by_its_holder(evidence: Evidence) -> Iterator[Finding]:
    """Who hands in, sends back or releases claimed work bears the token of the live claim; the log names its worker."""
    for history in evidence.histories.values():
        for live, entry in with_claims(history):
            event = entry.event
            if event.kind not in WORK | {EventKind.CLAIM_RELEASED}:
                continue
            worker = None if live is None else live.data["worker"]
            if event.data.get("worker") != worker:
                yield found(f"it is the work of {event.data.get('worker')}, but the holder was {worker}", entry.id)
            number = None if live is None else live.sequence
            for call in evidence.calls.get(evidence.makers.get(entry.id, ""), ()):
                if isinstance(call.answer, Success) and (shown := _shown(evidence, call)) != number:
                    yield found(f"claim {shown} was shown, but live was {number}", call.key, entry.id)


def no_claim_runs_out_before_its_lease(evidence: Evidence) -> Iterator[Finding]:
    """By the database's clock a claim lasts at least as long as was asked for; heartbeats only make it longer."""
    for history in evidence.histories.values():
        claimed = {entry.event.sequence: entry for entry in history if entry.event.kind is EventKind.CLAIMED}
        for live, entry in with_claims(history):
            if entry.event.kind is EventKind.CLAIM_EXPIRED and live is not None:
                lasted = entry.stored.recorded_at - claimed[live.sequence].stored.recorded_at
                if lasted.total_seconds() < cast("int", live.data["leaseSeconds"]):
                    yield found(f"the claim ran out after {lasted}", claimed[live.sequence].id, entry.id)


def _shown(evidence: Evidence, call: Call) -> int | None:
    """The number of the claim whose token the call bore; 0 if nobody was ever given that."""
    token = call.input.get("claimToken")
    if token is None:
        return None
    return evidence.claims[token].number if token in evidence.claims else 0
