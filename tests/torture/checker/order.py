"""Whoever comes later sees what was acknowledged before, and comes after it in the log."""

from collections.abc import Iterator
from math import inf

from tests.torture.checker.bounds import NOWHERE
from tests.torture.checker.evidence import Evidence, acknowledged_at, sent_at
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Beat, Read


def the_log_keeps_the_order_of_real_time(evidence: Evidence) -> Iterator[Finding]:
    """A command sent after another one was acknowledged stands after it in the log, whatever their workflows."""
    latest, later = -inf, ""
    for entry in evidence.database.log:
        calls = evidence.calls.get(entry.key or "", ())
        if latest > acknowledged_at(calls):
            yield found("it was acknowledged before another was sent, but stands after that", entry.id, later)
        if (sent := sent_at(calls)) > latest:
            latest, later = sent, entry.id


def reads_are_never_stale(evidence: Evidence) -> Iterator[Finding]:
    """A read shows at least what was acknowledged, read or delivered before it was sent, and nothing from afterwards.

    Heartbeats read, too.
    """
    for read in evidence.records.reads:
        if wrong := _wrong(evidence, read.workflow_id, read.version or 0, (read.invoked_at, read.answered_at)):
            yield found(wrong, *_where(read))
    for call in evidence.records.calls:
        if isinstance(call.answer, Beat):
            times = (call.invoked_at, call.answered_at or call.invoked_at)
            if wrong := _wrong(evidence, call.answer.workflow_id, call.answer.version, times):
                yield found(wrong, call.key, f"{call.answer.workflow_id}:{call.answer.version}")


def _wrong(evidence: Evidence, workflow_id: str, version: int, times: tuple[int, int]) -> str | None:
    bounds = evidence.bounds.get(workflow_id, NOWHERE)
    least, most = bounds.least(times[0]), bounds.most(times[1])
    if version < least:
        return f"version {version} was read when {least} was known"
    return f"version {version} was read when there can't have been more than {most}" if version > most else None


def reads_show_the_workflow_as_it_was(evidence: Evidence) -> Iterator[Finding]:
    """State and status of a read are those of its version."""
    for read in evidence.records.reads:
        state = evidence.at(read.workflow_id, read.version or 0)
        if state is not None and (read.state, read.status) != (state.state, state.status):
            yield found(f"read as {read.state}, {read.status}; it was {state.state}, {state.status}", *_where(read))


def _where(read: Read) -> tuple[str, str]:
    return f"read by {read.client}", f"{read.workflow_id}:{read.version}"
