"""The checker of torture finds nothing in clean runs, and every kind of fault in those that are not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.torture.checker.check import CHECKS, tally, violations
from tests.torture.pretend import faulty_answers, faulty_log, faulty_streams
from tests.torture.pretend.play import Play
from tests.torture.pretend.run import Fault, clean
from tests.torture.records import Refused, read, write

SEEDS = (4, 7, 11, 12)
"""Of runs in which most faults find an occasion."""

FAULTS: dict[Fault, str] = {
    faulty_log.lost_event: "positions_are_dense_up_to_the_head",
    faulty_log.lost_event_with_its_position: "sequences_are_dense_in_each_workflow",
    faulty_log.hole_in_positions: "positions_are_dense_up_to_the_head",
    faulty_log.head_ahead: "positions_are_dense_up_to_the_head",
    faulty_log.duplicate_event: "sequences_are_dense_in_each_workflow",
    faulty_log.swapped_pair_of_a_workflow: "sequences_are_dense_in_each_workflow",
    faulty_log.swapped_pair_of_two_workflows: "the_log_keeps_the_order_of_real_time",
    faulty_log.lost_tail: "what_was_acknowledged_is_in_the_log",
    faulty_log.applied_twice: "no_command_is_applied_twice",
    faulty_log.event_of_nobody: "every_event_was_asked_for",
    faulty_log.time_running_backwards: "times_never_run_backwards_in_a_workflow",
    faulty_log.wrong_mark_of_a_handoff: "handoffs_are_marked",
    faulty_log.row_that_differs: "rows_are_the_fold_of_their_events",
    faulty_log.row_in_the_wrong_inbox: "rows_are_the_fold_of_their_events",
    faulty_log.two_holders: "a_phase_has_one_holder",
    faulty_log.claim_number_going_back: "a_phase_has_one_holder",
    faulty_log.claim_that_ran_out_too_early: "no_claim_runs_out_before_its_lease",
    faulty_answers.acknowledged_but_not_in_the_log: "what_was_acknowledged_is_in_the_log",
    faulty_answers.wrong_version_in_an_answer: "what_was_acknowledged_is_in_the_log",
    faulty_answers.wrong_cursor_in_an_answer: "what_was_acknowledged_is_in_the_log",
    faulty_answers.other_answer_when_repeated: "a_repeated_command_gets_its_first_answer_again",
    faulty_answers.refused_when_repeated: "a_repeated_command_gets_its_first_answer_again",
    faulty_answers.refused_but_applied: "what_was_refused_left_no_event",
    faulty_answers.something_else_applied: "every_command_made_what_the_rules_say",
    faulty_answers.refused_for_the_wrong_reason: "each_refusal_was_justified",
    faulty_answers.refused_without_need: "each_refusal_was_justified",
    faulty_answers.refused_for_a_reason_that_is_over: "each_refusal_was_justified",
    faulty_answers.nothing_waiting_although_something_waits: "nothing_waited_when_that_was_said",
    faulty_answers.late_result_applied: "work_is_done_by_its_holder",
    faulty_answers.told_to_go_on_without_a_claim: "nobody_is_told_to_go_on_without_a_claim",
    faulty_answers.stale_read: "reads_are_never_stale",
    faulty_answers.read_of_what_does_not_exist: "reads_are_never_stale",
    faulty_answers.read_of_another_state: "reads_show_the_workflow_as_it_was",
    faulty_streams.duplicated_delivery: "subscribers_got_every_event_once_and_in_order",
    faulty_streams.missed_delivery: "subscribers_got_every_event_once_and_in_order",
    faulty_streams.missed_end: "subscribers_got_every_event_once_and_in_order",
    faulty_streams.swapped_deliveries: "subscribers_got_every_event_once_and_in_order",
    faulty_streams.foreign_delivery: "subscribers_got_every_event_once_and_in_order",
    faulty_streams.wrong_cursor_of_a_delivery: "subscribers_got_every_event_once_and_in_order",
}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(0, 800))
def test_nothing_is_found_in_a_clean_run(seed: int, steps: int) -> None:
    assert violations(*Play(seed, steps).end()) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_is_found_by_the_check_for_it(fault: Fault) -> None:
    faulty = [run for seed in SEEDS if (run := fault(clean(seed))) is not None]
    assert faulty
    for run in faulty:
        assert FAULTS[fault] in {violation.check for violation in violations(run.records, run.database)}


def test_every_check_finds_some_fault() -> None:
    assert set(FAULTS.values()) == {check.__name__ for check in CHECKS}


def test_what_the_chain_of_hashes_tells_is_a_violation() -> None:
    run = clean(0)
    (found,) = violations(run.records, run.database, chain=lambda: ["event 3 was changed"])
    assert str(found) == "the_chain_of_hashes_is_whole: event 3 was changed"


def test_a_check_that_fails_is_a_violation_and_hides_no_other() -> None:
    run = faulty_log.head_ahead(clean(0))
    strange = replace(run.records.calls[0], mutation="unheardOf", answer=Refused(code="NOT_ACTIVE"))
    found = violations(replace(run.records, calls=(*run.records.calls, strange)), run.database)
    assert {"each_refusal_was_justified", "positions_are_dense_up_to_the_head"} <= {each.check for each in found}
    assert any("the check itself failed" in str(each) for each in found)


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    records, path = clean(0).records, tmp_path / "records"
    write(path, [*records.calls, *records.reads, *records.streams])
    assert read([path]) == records


def test_the_tally_counts_every_call() -> None:
    records = clean(0).records
    assert tally(records).total() == len(records.calls)
