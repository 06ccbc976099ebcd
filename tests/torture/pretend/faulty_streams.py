"""Faults of streams."""

from dataclasses import replace

from tests.torture.pretend.run import Run
from tests.torture.records import Stream


def _longest(run: Run) -> Stream:
    return max(run.records.streams, key=lambda stream: len(stream.deliveries))


def duplicated_delivery(run: Run) -> Run:
    stream = _longest(run)
    half = len(stream.deliveries) // 2
    return run.with_stream(stream, [*stream.deliveries[: half + 1], *stream.deliveries[half:]])


def missed_delivery(run: Run) -> Run:
    stream = _longest(run)
    half = len(stream.deliveries) // 2
    return run.with_stream(stream, [*stream.deliveries[:half], *stream.deliveries[half + 1 :]])


def missed_end(run: Run) -> Run:
    stream = _longest(run)
    return run.with_stream(stream, stream.deliveries[:-1])


def swapped_deliveries(run: Run) -> Run:
    stream = _longest(run)
    first, second, *rest = stream.deliveries
    return run.with_stream(stream, [second, first, *rest])


def foreign_delivery(run: Run) -> Run | None:
    """A subscriber of handoffs gets what is none."""
    stream = next((each for each in run.records.streams if each.filter.handoffs_only and each.deliveries), None)
    other = next(entry for entry in reversed(run.database.log) if not entry.handoff)
    if stream is None:
        return None
    foreign = replace(stream.deliveries[-1], event_id=other.id, cursor=run.evidence.cursors[other.id])
    return run.with_stream(stream, [*stream.deliveries, foreign])


def wrong_cursor_of_a_delivery(run: Run) -> Run:
    stream = _longest(run)
    first, second, *rest = stream.deliveries
    return run.with_stream(stream, [replace(first, cursor=second.cursor), second, *rest])
