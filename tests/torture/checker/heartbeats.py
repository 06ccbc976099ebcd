"""A heartbeat is told the truth about its claim."""

from collections.abc import Iterator

from domain.vocabulary import EventKind
from tests.torture.checker.evidence import Evidence
from tests.torture.checker.holders import with_claims
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Beat, Call

_GO_ON = frozenset({"CONTINUE", "PAUSED"})


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
    if beat.signal in _GO_ON:
        return any((state.status == "PAUSED") is (beat.signal == "PAUSED") for state in held)
    if beat.signal == "CANCELLED":
        return any(state.status == "CANCELLED" for state in states)
    return len(held) < len(states) or _ran_out(evidence, beat.workflow_id, number)


def _ran_out(evidence: Evidence, workflow_id: str, number: int) -> bool:
    """Whether the claim was ended by time, or nobody has noticed its end."""
    after = [
        entry.event
        for live, entry in with_claims(evidence.histories.get(workflow_id, ()))
        if live is not None and live.sequence == number
    ]
    return not after or after[-1].kind is EventKind.CLAIM_EXPIRED or _is_live(evidence, workflow_id, number)


def _is_live(evidence: Evidence, workflow_id: str, number: int) -> bool:
    state = evidence.at(workflow_id, len(evidence.histories.get(workflow_id, ())))
    return state is not None and state.claim is not None and state.claim.number == number
