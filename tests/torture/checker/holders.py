"""A phase has one holder at a time, and nobody else's work is taken while there is one."""

from collections.abc import Iterator

from domain.events import Event
from domain.vocabulary import EventKind
from tests.torture.checker.database import Entry
from tests.torture.checker.evidence import Evidence, Made
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Beat, Call, Success

ENDINGS = frozenset({EventKind.CLAIM_RELEASED, EventKind.CLAIM_EXPIRED, EventKind.CLAIM_REVOKED})
WORK = frozenset({EventKind.PHASE_PASSED, EventKind.COMPLETED, EventKind.PHASE_FAILED, EventKind.RETRY_REQUESTED})
_ON_TIME = frozenset({"CONTINUE", "PAUSED"})


def a_phase_has_one_holder(evidence: Evidence) -> Iterator[Finding]:
    """Nobody claims what is claimed, a claim that ends is the one that is live, and the numbers of claims only grow."""
    for history in evidence.histories.values():
        last = 0
        for live, entry in _with_claims(history):
            event = entry.event
            if event.kind is EventKind.CLAIMED and live is not None:
                yield found(f"it was claimed while claim {live.sequence} was live", entry.id)
            if event.kind is EventKind.CLAIMED and event.sequence <= last:
                yield found(f"claim {event.sequence} came after claim {last}", entry.id)
            if event.kind in ENDINGS and event.data.get("claim") != (live and live.sequence):
                yield found(f"it ends claim {event.data.get('claim')}, live is {live and live.sequence}", entry.id)
            last = event.sequence if event.kind is EventKind.CLAIMED else last


def _with_claims(history: Made) -> Iterator[tuple[Event | None, Entry]]:
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
        for live, entry in _with_claims(history):
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


def _shown(evidence: Evidence, call: Call) -> int | None:
    """The number of the claim whose token the call bore; 0 if nobody was ever given that."""
    token = call.input.get("claimToken")
    if token is None:
        return None
    return evidence.claims[token].number if token in evidence.claims else 0


def nobody_is_told_to_go_on_without_a_claim(evidence: Evidence) -> Iterator[Finding]:
    """A heartbeat is told to go on only while its claim can be live, and that it was lost only if it can have been.

    The end of a lease is noticed after it has run out, so a heartbeat may be told of it before the log tells.
    """
    for call in evidence.records.calls:
        if not isinstance(call.answer, Beat):
            continue
        claim = evidence.claims.get(call.input["claimToken"])
        if claim is None:
            yield found("nobody was given the token of this heartbeat", call.key)
        elif not _is_right(evidence, call, call.answer, claim.number):
            yield found(f"a heartbeat of claim {claim.number} was told {call.answer.signal}", call.key)


def _is_right(evidence: Evidence, call: Call, beat: Beat, number: int) -> bool:
    versions = evidence.between(beat.workflow_id, call.invoked_at, call.answered_at or call.invoked_at)
    states = [state for version in versions if (state := evidence.at(beat.workflow_id, version)) is not None]
    held = [state for state in states if state.claim is not None and state.claim.number == number]
    if beat.signal in _ON_TIME:
        return any((state.status == "PAUSED") is (beat.signal == "PAUSED") for state in held)
    if beat.signal == "CANCELLED":
        return any(state.status == "CANCELLED" for state in states)
    return len(held) < len(states) or _ran_out(evidence, beat.workflow_id, number)


def _ran_out(evidence: Evidence, workflow_id: str, number: int) -> bool:
    """Whether the claim was ended by time, or nobody has noticed its end."""
    after = [
        entry.event
        for live, entry in _with_claims(evidence.histories[workflow_id])
        if live is not None and live.sequence == number
    ]
    return not after or after[-1].kind is EventKind.CLAIM_EXPIRED or _is_live(evidence, workflow_id, number)


def _is_live(evidence: Evidence, workflow_id: str, number: int) -> bool:
    state = evidence.at(workflow_id, len(evidence.histories[workflow_id]))
    return state is not None and state.claim is not None and state.claim.number == number
