"""Every subscriber got every event that it asked for, once and in order, over all its connections."""

from collections import Counter
from collections.abc import Iterator, Sequence

from db.cursors import BadCursorError
from tests.torture.checker.database import Entry
from tests.torture.checker.evidence import Evidence
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Filter, Stream


def subscribers_got_every_event_once_and_in_order(evidence: Evidence) -> Iterator[Finding]:
    """What was delivered is the log, filtered: no gap, nothing twice, no disorder, nothing foreign, right cursors."""
    positions = {entry.id: int(entry.position) for entry in evidence.database.log}
    for stream in evidence.records.streams:
        try:
            wanted = _wanted(evidence, stream, positions)
        except BadCursorError as error:
            yield found(f"its cursors are not of this log: {error}", stream.subscriber)
            continue
        got = [delivery.event_id for delivery in stream.deliveries]
        if got != [entry.id for entry in wanted]:
            yield from _differences(stream, wanted, got, positions)
        yield from _cursors(evidence, stream)


def _wanted(evidence: Evidence, stream: Stream, positions: dict[str, int]) -> Sequence[Entry]:
    """What it had to get: up to the end that was asked for, and further as far as it got."""
    cursors = evidence.database.cursors
    after = cursors.position(stream.after)
    until = after if stream.until is None else cursors.position(stream.until)
    reached = max((positions.get(delivery.event_id, 0) for delivery in stream.deliveries), default=0)
    log = evidence.database.log
    return [entry for entry in log if after < entry.position <= max(until, reached) and _is_in(stream.filter, entry)]


def _is_in(wanted: Filter, entry: Entry) -> bool:
    return (
        wanted.workflow_id in {None, entry.event.workflow_id}
        and wanted.project_id in {None, entry.stored.project_id}
        and wanted.to_role in {None, entry.event.to_role}
        and (entry.handoff or not wanted.handoffs_only)
    )


def _differences(
    stream: Stream, wanted: Sequence[Entry], got: Sequence[str], positions: dict[str, int]
) -> Iterator[Finding]:
    right, name = {entry.id for entry in wanted}, stream.subscriber
    for identity, times in Counter(got).items():
        if identity not in right:
            yield found("it got what it had not asked for", name, identity)
        elif times > 1:
            yield found(f"it got this {times} times", name, identity)
    for identity in sorted(right - set(got), key=lambda missing: positions[missing]):
        yield found("it did not get this", name, identity)
    last = (0, "")
    for delivery in stream.deliveries:
        place = (positions.get(delivery.event_id, 0), delivery.event_id)
        if place < last:
            yield found(
                f"it came out of order, over connection {delivery.connection}", name, delivery.event_id, last[1]
            )
        last = max(last, place)


def _cursors(evidence: Evidence, stream: Stream) -> Iterator[Finding]:
    for delivery in stream.deliveries:
        if evidence.cursors.get(delivery.event_id, delivery.cursor) != delivery.cursor:
            yield found("it came with a cursor that is not its own", stream.subscriber, delivery.event_id)
