"""The log has no holes, and all that is stored beside it follows from it."""

from collections.abc import Iterator
from itertools import pairwise

from tests.torture.checker.evidence import Evidence
from tests.torture.checker.violation import Finding, found


def positions_are_dense_up_to_the_head(evidence: Evidence) -> Iterator[Finding]:
    """The events stand at 1, 2, 3 ... and the head is the last of them."""
    log = evidence.database.log
    for place, entry in enumerate(log, start=1):
        if entry.position != place:
            yield found(f"the event at place {place} has position {entry.position}", entry.id)
            break
    last = log[-1].position if log else 0
    if evidence.database.head != last:
        yield found(f"the head is {evidence.database.head}, the last event is at {last}", last)


def sequences_are_dense_in_each_workflow(evidence: Evidence) -> Iterator[Finding]:
    """The events of a workflow, by position, are its 1, 2, 3 ... and the version of its row is the last of these."""
    for identity, history in evidence.histories.items():
        for place, entry in enumerate(history, start=1):
            if entry.event.sequence != place:
                yield found(f"event {place} of its workflow has sequence {entry.event.sequence}", entry.id)
                break
        row, last = evidence.database.rows.get(identity), history[-1].event.sequence
        if row is not None and row.stored.workflow.version != last:
            yield found(f"the row has version {row.stored.workflow.version}, the last event is {last}", identity)


def times_never_run_backwards_in_a_workflow(evidence: Evidence) -> Iterator[Finding]:
    """No event was recorded earlier than the one before it in its workflow.

    Between workflows that is not promised: a commit may read the clock before another, and yet wait for it.
    """
    for history in evidence.histories.values():
        for before, after in pairwise(history):
            if after.stored.recorded_at < before.stored.recorded_at:
                yield found("it was recorded before the event that it follows", before.id, after.id)


def rows_are_the_fold_of_their_events(evidence: Evidence) -> Iterator[Finding]:
    """What the events of a workflow add up to is what its row says, and each has both."""
    rows = evidence.database.rows
    for identity in rows.keys() ^ evidence.histories.keys():
        yield found("it has no row" if identity in evidence.histories else "it has no events", identity)
    for identity in rows.keys() & evidence.histories.keys():
        history, states, row = evidence.histories[identity], evidence.states[identity], rows[identity]
        folded = states[-1]
        if folded is None or len(states) <= len(history):
            yield found("its events don't add up", history[len(states) - 1].id)
            continue
        expected = (folded, history[0].stored.recorded_at, history[-1].stored.recorded_at)
        if (row.stored.workflow, row.stored.created_at, row.stored.updated_at) != expected:
            yield found(f"the row says {row.stored}, its events say {folded}", identity)
        if (row.owner, row.waits_for, row.leased) != (folded.owner, folded.waits_for, folded.claim is not None):
            yield found("owner, inbox or lease in the row don't follow from the rest", identity)


def handoffs_are_marked(evidence: Evidence) -> Iterator[Finding]:
    """The column by which the database finds handoffs says what the domain says."""
    for entry in evidence.database.log:
        if entry.handoff is not entry.event.is_handoff:
            yield found(f"the column `handoff` says {entry.handoff}", entry.id)
