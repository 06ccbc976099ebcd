"""All checks, and what came of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from tests.torture.checker.acknowledged import (
    a_repeated_command_gets_its_first_answer_again,
    what_was_acknowledged_is_in_the_log,
)
from tests.torture.checker.applied import (
    every_command_made_what_the_rules_say,
    every_event_was_asked_for,
    no_command_is_applied_twice,
    what_was_refused_left_no_event,
)
from tests.torture.checker.database import Database
from tests.torture.checker.evidence import Evidence, gather
from tests.torture.checker.heartbeats import nobody_is_told_to_go_on_without_a_claim
from tests.torture.checker.holders import (
    a_phase_has_one_holder,
    no_claim_runs_out_before_its_lease,
    work_is_done_by_its_holder,
)
from tests.torture.checker.log import (
    handoffs_are_marked,
    positions_are_dense_up_to_the_head,
    rows_are_the_fold_of_their_events,
    sequences_are_dense_in_each_workflow,
    times_never_run_backwards_in_a_workflow,
)
from tests.torture.checker.order import (
    reads_are_never_stale,
    reads_show_the_workflow_as_it_was,
    the_log_keeps_the_order_of_real_time,
)
from tests.torture.checker.refusals import each_refusal_was_justified
from tests.torture.checker.streams import subscribers_got_every_event_once_and_in_order
from tests.torture.checker.violation import Finding, Violation, found
from tests.torture.checker.waiting import nothing_waited_when_that_was_said
from tests.torture.records import Beat, Failed, Records, Refused, Success

Check: TypeAlias = Callable[[Evidence], Iterator[Finding]]
Chain: TypeAlias = Callable[[], Iterable[str]]

CHECKS: tuple[Check, ...] = (
    positions_are_dense_up_to_the_head,
    sequences_are_dense_in_each_workflow,
    times_never_run_backwards_in_a_workflow,
    rows_are_the_fold_of_their_events,
    handoffs_are_marked,
    what_was_acknowledged_is_in_the_log,
    a_repeated_command_gets_its_first_answer_again,
    no_command_is_applied_twice,
    every_event_was_asked_for,
    what_was_refused_left_no_event,
    every_command_made_what_the_rules_say,
    each_refusal_was_justified,
    nothing_waited_when_that_was_said,
    the_log_keeps_the_order_of_real_time,
    reads_are_never_stale,
    reads_show_the_workflow_as_it_was,
    a_phase_has_one_holder,
    work_is_done_by_its_holder,
    no_claim_runs_out_before_its_lease,
    nobody_is_told_to_go_on_without_a_claim,
    subscribers_got_every_event_once_and_in_order,
)


def violations(records: Records, database: Database, chain: Chain | None = None) -> list[Violation]:
    """All that is wrong. `chain` tells what is wrong with the hashes of the log, in sentences."""
    evidence = gather(records, database)
    seen = [Violation(check.__name__, finding) for check in CHECKS for finding in _findings(check, evidence)]
    broken = [] if chain is None else chain()
    return seen + [Violation("the_chain_of_hashes_is_whole", found(wrong)) for wrong in broken]


def _findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    try:
        yield from check(evidence)
    except Exception as error:  # noqa: BLE001 - what one check can't make sense of must not hide what others find
        yield found(f"the check itself failed: {error!r}")


def tally(records: Records) -> Counter[str]:
    """How many calls were answered how: SUCCESS, REPLAYED, a signal, the code of a refusal or error, or NO ANSWER."""
    counted: Counter[str] = Counter()
    for call in records.calls:
        match call.answer:
            case Success(replayed=replayed):
                counted["REPLAYED" if replayed else "SUCCESS"] += 1
            case Beat(signal=signal):
                counted[signal] += 1
            case Refused(code=code) | Failed(code=code):
                counted[code] += 1
            case None:
                counted["NO ANSWER"] += 1
    return counted
