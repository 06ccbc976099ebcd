"""Faults of answers and reads."""

from dataclasses import replace

from tests.torture.checker.holders import WORK
from tests.torture.pretend.run import Run, run_of
from tests.torture.records import Beat, Call, Read, Refused, Success

_UNAVAILABLE = Refused(code="UNAVAILABLE")


def acknowledged_but_not_in_the_log(run: Run) -> Run:
    call, _ = run.successes[-1]
    return run.without(call, replace(call, key="another key"))


def wrong_version_in_an_answer(run: Run) -> Run:
    call, answer = run.successes[len(run.successes) // 2]
    return run.without(call, replace(call, answer=replace(answer, version=answer.version + 1)))


def wrong_cursor_in_an_answer(run: Run) -> Run:
    (call, answer), (_, other) = run.successes[0], run.successes[-1]
    return run.without(call, replace(call, answer=replace(answer, cursor=other.cursor)))


def other_answer_when_repeated(run: Run) -> Run | None:
    for call, answer in run.successes:
        if answer.replayed and len([each for each in run.evidence.calls[call.key] if each.answer]) > 1:
            return run.without(call, replace(call, answer=replace(answer, state="ELSEWHERE")))
    return None


def refused_when_repeated(run: Run) -> Run:
    call = run.successes[0][0]
    refused = Refused(code="NOT_ACTIVE")
    again = replace(call, invoked_at=run.end, answered_at=run.end + 1, answer=refused)
    return run.with_calls([*run.records.calls, again])


def refused_but_applied(run: Run) -> Run:
    key = run.successes[len(run.successes) // 2][0].key
    calls = (replace(call, answer=_UNAVAILABLE, answered_at=run.end) for call in run.evidence.calls[key])
    return run.with_calls([*(call for call in run.records.calls if call.key != key), *calls])


def something_else_applied(run: Run) -> Run | None:
    for call, _ in run.successes:
        if call.mutation == "addNote" and len(run.evidence.calls[call.key]) == 1:
            return run.without(call, replace(call, input={**call.input, "text": "Something else."}))
    return None


def _refusals(run: Run) -> list[tuple[Call, Refused]]:
    return [(call, call.answer) for call in run.records.calls if isinstance(call.answer, Refused)]


def refused_for_the_wrong_reason(run: Run) -> Run | None:
    for call, answer in _refusals(run):
        if answer.code == "NOT_ACTIVE":
            return run.without(call, replace(call, answer=replace(answer, code="NOT_PERMITTED")))
    return None


def refused_without_need(run: Run) -> Run | None:
    """A note, which is always taken."""
    note = next((call for call, _ in run.successes if call.mutation == "addNote"), None)
    refused = Refused(code="NOT_ACTIVE")
    return None if note is None else run.with_calls([*run.records.calls, replace(note, key="new", answer=refused)])


def refused_for_a_reason_that_is_over(run: Run) -> Run | None:
    """A refusal comes again after the workflow is known to have changed."""
    for call, answer in _refusals(run):
        target, told = run.evidence.target(call), answer.facts.get("workflow")
        if told is not None and target is not None and told["version"] < run.evidence.bounds[target].least(run.end):
            return run.without(call, replace(call, invoked_at=run.end, answered_at=run.end + 1))
    return None


def nothing_waiting_although_something_waits(run: Run) -> Run | None:
    for workflow_id, states in run.evidence.states.items():
        last = states[-1]
        known = last is not None and run.evidence.bounds[workflow_id].least(run.end) == last.version
        if last is not None and known and last.waits_for is not None and not last.awaits_approval:
            asked = {"role": str(last.waits_for), "projectId": last.project_id}
            refused = Refused(code="NOTHING_WAITING")
            times = {"invoked_at": run.end, "answered_at": run.end + 1}
            call = Call(client="one", key="new", mutation="claimWork", input=asked, answer=refused, **times)
            return run.with_calls([*run.records.calls, call])
    return None


def late_result_applied(run: Run) -> Run | None:
    """Work bore the token of a claim that had ended before."""
    for call, answer in run.successes:
        (made,) = run.evidence.commands[call.key]
        over = [
            token
            for token, claim in run.evidence.claims.items()
            if claim.workflow_id == answer.workflow_id and claim.number < answer.sequence
        ]
        if over and made[0].event.kind in WORK and call.input.get("claimToken") not in {None, over[0]}:
            return run.without(call, replace(call, input={**call.input, "claimToken": over[0]}))
    return None


def told_to_go_on_without_a_claim(run: Run) -> Run | None:
    for call in run.records.calls:
        if isinstance(call.answer, Beat) and call.answer.signal == "SUPERSEDED":
            return run.without(call, replace(call, answer=replace(call.answer, signal="CONTINUE")))
    return None


def stale_read(run: Run) -> Run:
    """After a command was acknowledged, somebody reads what was before."""
    call, answer = next(each for each in run.successes if each[1].version > each[1].sequence - 1 > 0)
    return _with_read(run, call, answer, answer.sequence - 1)


def _with_read(run: Run, call: Call, answer: Success, version: int) -> Run:
    state = run.evidence.at(answer.workflow_id, version)
    at = (call.answered_at or 0) + 1
    read = Read(
        client="one",
        workflow_id=answer.workflow_id,
        invoked_at=at,
        answered_at=at + 1,
        version=version,
        state=None if state is None else state.state,
        status=None if state is None else state.status,
    )
    return run_of(replace(run.records, reads=(*run.records.reads, read)), run.database)


def read_of_what_does_not_exist(run: Run) -> Run:
    """A version that nothing in the log has led to."""
    call, answer = run.successes[-1]
    return _with_read(run, call, answer, len(run.evidence.histories[answer.workflow_id]) + 1)


def read_of_another_state(run: Run) -> Run:
    first, *rest = run.records.reads
    return run_of(replace(run.records, reads=(replace(first, state="ELSEWHERE"), *rest)), run.database)
