"""Faults of the log and of the rows."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from db.records import Position
from domain.vocabulary import EventKind
from tests.torture.checker.database import Entry
from tests.torture.checker.evidence import acknowledged_at, sent_at
from tests.torture.checker.holders import ENDINGS
from tests.torture.pretend.run import Run, happened, renumbered, run_of


def lost_event(run: Run) -> Run:
    log = run.database.log
    return run.with_log(entry for entry in log if entry is not log[len(log) // 2])


def lost_event_with_its_position(run: Run) -> Run:
    log = run.database.log
    return run.with_log(renumbered(entry for entry in log if entry is not log[len(log) // 2]))


def hole_in_positions(run: Run) -> Run:
    log = run.database.log
    half = len(log) // 2
    return run.with_log([*log[:half], *(happened(entry, position=entry.position + 1) for entry in log[half:])])


def head_ahead(run: Run) -> Run:
    return run_of(run.records, replace(run.database, head=run.database.head + 1))


def duplicate_event(run: Run) -> Run:
    log = run.database.log
    copy = happened(log[len(log) // 2], position=Position(len(log) + 1))
    return run.with_log([*log, replace(copy, key=None, size=None)])


def swapped_pair_of_a_workflow(run: Run) -> Run | None:
    history = next((each for each in run.evidence.histories.values() if len(each) > 2), None)
    return None if history is None else _swapped(run, history[1], history[2])


def swapped_pair_of_two_workflows(run: Run) -> Run | None:
    log, calls = run.database.log, run.evidence.calls
    for first, second in pairwise(log):
        alone = first.size == second.size == 1 and first.event.workflow_id != second.event.workflow_id
        if alone and acknowledged_at(calls[first.key or ""]) < sent_at(calls[second.key or ""]):
            return _swapped(run, first, second)
    return None


def _swapped(run: Run, first: Entry, second: Entry) -> Run:
    instead = {first.id: second, second.id: first}
    return run.with_log(renumbered(instead.get(entry.id, entry) for entry in run.database.log))


def lost_tail(run: Run) -> Run:
    """Everything from some acknowledged command on is gone, as if it had never been stored."""
    key = run.successes[-1][0].key
    (made,) = run.evidence.commands[key]
    log = run.database.log[: made[0].position - 1]
    left = {entry.event.workflow_id for entry in log}
    rows = {identity: row for identity, row in run.database.rows.items() if identity in left}
    return run_of(run.records, replace(run.database, log=log, head=len(log), rows=rows))


def applied_twice(run: Run) -> Run | None:
    """The last note of a workflow, which is also its last event, is there again."""
    for history in run.evidence.histories.values():
        last = history[-1]
        if last.event.kind is EventKind.NOTED and last.key is not None:
            again = replace(last.event, sequence=last.event.sequence + 1)
            return run.with_log([*run.database.log, happened(last, again, position=Position(run.database.head + 1))])
    return None


def event_of_nobody(run: Run) -> Run | None:
    entry = next((entry for entry in run.database.log if entry.size == 1), None)
    return None if entry is None else run.with_entry(entry, replace(entry, key=None, size=None))


def time_running_backwards(run: Run) -> Run:
    history = next(each for each in run.evidence.histories.values() if len(each) > 1)
    at = history[0].stored.recorded_at - timedelta(seconds=1)
    return run.with_entry(history[1], happened(history[1], recorded_at=at))


def wrong_mark_of_a_handoff(run: Run) -> Run:
    entry = run.database.log[-1]
    return run.with_entry(entry, replace(entry, handoff=not entry.handoff))


def row_that_differs(run: Run) -> Run:
    identity, row = next(iter(run.database.rows.items()))
    workflow = replace(row.stored.workflow, entered=row.stored.workflow.entered + 1)
    changed = {identity: replace(row, stored=replace(row.stored, workflow=workflow))}
    return run_of(run.records, replace(run.database, rows={**run.database.rows, **changed}))


def row_in_the_wrong_inbox(run: Run) -> Run:
    identity, row = next(iter(run.database.rows.items()))
    changed = {identity: replace(row, waits_for="NOBODY")}
    return run_of(run.records, replace(run.database, rows={**run.database.rows, **changed}))


def two_holders(run: Run) -> Run | None:
    """What ended a claim is a mere note, so that the next claim comes on top of it."""
    for history in run.evidence.histories.values():
        for ending, after in pairwise(history):
            if ending.event.kind in ENDINGS and after.event.kind is EventKind.CLAIMED:
                return run.with_entry(ending, happened(ending, replace(ending.event, kind=EventKind.NOTED)))
    return None


def claim_number_going_back(run: Run) -> Run | None:
    for entry in run.database.log:
        if entry.event.kind in ENDINGS:
            data = {**entry.event.data, "claim": 1}
            return run.with_entry(entry, happened(entry, replace(entry.event, data=data)))
    return None


def claim_that_ran_out_too_early(run: Run) -> Run | None:
    for entry in run.database.log:
        if entry.event.kind is EventKind.CLAIMED and any(
            other.event.kind is EventKind.CLAIM_EXPIRED and other.event.data["claim"] == entry.event.sequence
            for other in run.evidence.histories[entry.event.workflow_id]
        ):
            data = {**entry.event.data, "leaseSeconds": 100_000}
            return run.with_entry(entry, happened(entry, replace(entry.event, data=data)))
    return None
