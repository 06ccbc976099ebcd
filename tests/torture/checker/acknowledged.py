"""What was acknowledged is in the log, as it was acknowledged, and is answered so for ever."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.torture.checker.evidence import UNDECIDED, Evidence, acknowledged_at
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Call, Refused, Success

_SEEN_BEFORE = {"INVALID_INPUT", "IDEMPOTENCY_CONFLICT"} | UNDECIDED


def what_was_acknowledged_is_in_the_log(evidence: Evidence) -> Iterator[Finding]:
    """Each success names the first event of its command, and the workflow as the command left it."""
    for call in evidence.records.calls:
        if isinstance(call.answer, Success) and (wrong := _wrong(evidence, call, call.answer)):
            yield found(wrong, call.key, call.answer.event_id)


def _wrong(evidence: Evidence, call: Call, answer: Success) -> str | None:
    made = next(iter(evidence.commands.get(call.key, ())), None)
    if made is None:
        return f"{call.mutation} was acknowledged, but it is not in the log"
    first, last = made[0], made[-1]
    after = evidence.at(last.event.workflow_id, last.event.sequence)
    logged = (first.id, first.event.sequence, last.event.workflow_id, last.event.sequence)
    told = (answer.event_id, answer.sequence, answer.workflow_id, answer.version)
    if told != logged:
        return f"the answer says that event, sequence, workflow and version are {told}, the log says {logged}"
    if after is not None and (answer.state, answer.status) != (after.state, after.status):
        return f"the answer says {answer.state}, {answer.status}; after its event it was {after.state}, {after.status}"
    if answer.cursor != evidence.cursors[first.id]:
        return f"the cursor of the answer is not that of position {first.position}"
    return None


def a_repeated_command_gets_its_first_answer_again(evidence: Evidence) -> Iterator[Finding]:
    """All successes of a key are the same, and whoever repeats what was acknowledged gets it, marked as replayed."""
    for key, calls in evidence.calls.items():
        successes = [replace(call.answer, replayed=False) for call in calls if isinstance(call.answer, Success)]
        if any(answer != successes[0] for answer in successes):
            yield found(f"the answers differ: {successes}", key)
        yield from _repeated(key, calls)


def _repeated(key: str, calls: Sequence[Call]) -> Iterator[Finding]:
    known = acknowledged_at(calls)
    for call in calls:
        if call.invoked_at <= known:
            continue
        if isinstance(call.answer, Success) and not call.answer.replayed:
            yield found("it was acknowledged before, but the answer does not say `replayed`", key)
        if isinstance(call.answer, Refused) and call.answer.code not in _SEEN_BEFORE:
            yield found(f"it was acknowledged before, but is refused now: {call.answer.code}", key)
