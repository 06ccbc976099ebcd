"""The attempts at each phase, as the events tell them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.events import Event
from domain.machine import phase_in, phases_from
from domain.phase_fold import BACK, HOLDS_OUTPUT
from domain.vocabulary import EventKind, Phase


class Verdict(StrEnum):
    """How an attempt ended."""

    OPEN = "OPEN"
    PASSED = "PASSED"
    FAILED = "FAILED"
    ABANDONED = "ABANDONED"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The n-th time that a phase was worked on, told by the sequences of events.

    `opened` began it; `finished` ended it: with a result if it PASSED or FAILED, or else by taking the work away.
    `superseded` is the event since which its output counts no longer. `claims` took the work in it.
    """

    phase: Phase
    attempt: int
    opened: int
    verdict: Verdict = Verdict.OPEN
    finished: int | None = None
    superseded: int | None = None
    claims: tuple[int, ...] = ()

    @property
    def result(self) -> int | None:
        """The event that holds its result, if it has one."""
        return self.finished if self.verdict in {Verdict.PASSED, Verdict.FAILED} else None


def attempts(events: Iterable[Event]) -> tuple[Attempt, ...]:
    """All attempts at all phases, in the order in which they began. Of the events only their places are read."""
    found: dict[tuple[Phase, int], Attempt] = {}
    latest: dict[Phase, Attempt] = {}
    for event in events:
        for attempt in _touched(latest, event):
            found[attempt.phase, attempt.attempt] = latest[attempt.phase] = attempt
    return tuple(found.values())


def _touched(latest: Mapping[Phase, Attempt], event: Event) -> Iterator[Attempt]:
    """The attempts that `event` changes, and the one that it begins."""
    worked_on = latest.get(event.phase) if event.phase is not None else None
    if event.kind is EventKind.OUTPUT_COPIED and event.phase is not None:
        yield Attempt(event.phase, 1, event.sequence, Verdict.PASSED, event.sequence)
    elif worked_on is not None:
        yield _after(worked_on, event)
    if event.kind in BACK:
        yield from _superseded(latest, event)
    opened = phase_in(event.to_state)
    if opened is not None and event.from_state is not event.to_state:
        before = latest.get(opened)
        yield Attempt(opened, 1 if before is None else before.attempt + 1, event.sequence)


def _after(attempt: Attempt, event: Event) -> Attempt:
    if event.kind is EventKind.CLAIMED:
        return replace(attempt, claims=(*attempt.claims, event.sequence))
    verdict = _verdict(event)
    if attempt.verdict is not Verdict.OPEN or verdict is None:
        return attempt
    return replace(attempt, verdict=verdict, finished=event.sequence)


def _verdict(event: Event) -> Verdict | None:
    if event.kind in HOLDS_OUTPUT:
        return Verdict.PASSED
    if event.kind is EventKind.PHASE_FAILED:
        return Verdict.FAILED
    return Verdict.ABANDONED if event.kind in BACK or event.kind is EventKind.CANCELLED else None


def _superseded(latest: Mapping[Phase, Attempt], event: Event) -> Iterator[Attempt]:
    for phase in phases_from(Phase(event.to_state)):
        attempt = latest.get(phase)
        if attempt is not None and attempt.verdict is Verdict.PASSED and attempt.superseded is None:
            yield replace(attempt, superseded=event.sequence)
