"""Nobody is told that nothing waits while something does."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import TypeAlias

from domain.workflow import Workflow
from tests.torture.checker.evidence import Evidence
from tests.torture.checker.violation import Finding, found
from tests.torture.records import Refused

Inbox: TypeAlias = tuple[str, str | None]
Span: TypeAlias = tuple[float, float, str]


def nothing_waited_when_that_was_said(evidence: Evidence) -> Iterator[Finding]:
    """NOTHING_WAITING is wrong if the same workflow could be claimed all the time between the call and its answer."""
    inboxes = _inboxes(evidence)
    for call in evidence.records.calls:
        if isinstance(call.answer, Refused) and call.answer.code == "NOTHING_WAITING":
            spans, longest = inboxes.get((call.input["role"], call.input.get("projectId")), ([], []))
            before = bisect_left(spans, (call.invoked_at,))
            if before and longest[before - 1][0] > (call.answered_at or call.invoked_at):
                yield found(f"nothing waited for {call.input['role']}, but one did", call.key, longest[before - 1][1])


def _inboxes(evidence: Evidence) -> dict[Inbox, tuple[list[Span], list[tuple[float, str]]]]:
    """By role and project, when something could be claimed for sure, and what lasted longest of all that began so far.

    The project None stands for all.
    """
    spans: dict[Inbox, list[Span]] = defaultdict(list)
    for identity, states in evidence.states.items():
        project = evidence.histories[identity][0].stored.project_id
        for role, versions in _waits(states):
            span = (*evidence.bounds[identity].surely(versions), identity)
            spans[role, project].append(span)
            spans[role, None].append(span)
    ordered = {inbox: sorted(each) for inbox, each in spans.items()}
    return {inbox: (each, _longest(each)) for inbox, each in ordered.items()}


def _longest(spans: Sequence[Span]) -> list[tuple[float, str]]:
    return list(accumulate(((end, identity) for _, end, identity in spans), max))


def _waits(states: Sequence[Workflow | None]) -> Iterator[tuple[str, range]]:
    """The consecutive versions in which a role could claim it."""
    start = 0
    for role, run in groupby(map(_claimable, states)):
        stop = start + len(list(run))
        if role is not None:
            yield role, range(start, stop)
        start = stop


def _claimable(state: Workflow | None) -> str | None:
    """The role that can claim it."""
    return None if state is None or state.awaits_approval else state.waits_for
