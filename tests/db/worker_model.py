"""What claims, leases and time make of workflows by the rules, told without asking the code that obeys them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from db.codec import workflow_from
from domain.commands import Cancel, Change, ClaimWork, ReleaseClaim, Resume, RevokeClaim
from domain.vocabulary import Signal, State, Status
from domain.workflow import Claim, Workflow
from tests.domain.design import EXPIRIES, owner
from tests.domain.oracle import status_after, target

APART = 300
"""Seconds that no two times in these tests are nearer to each other, so that real time does not matter."""
_EVER = 1_000_000


@dataclass(frozen=True, repr=False)
class Work:
    """A workflow, and the lease of its claim: the seconds left of it, and what heartbeats said last.

    `waits` are the first and the last turn in which it may have begun to wait for its owner.
    """

    workflow: Workflow
    left: int = 0
    said: tuple[str | None, int | None] = (None, None)
    waits: tuple[int, int] = (0, 0)

    @property
    def lapsed(self) -> bool:
        """Whether its lease has run out, and nobody is known to have noticed."""
        return self.workflow.claim is not None and self.left <= 0

    def waits_for(self, role: str) -> bool:
        """Whether anybody of the role may take it."""
        now = self.workflow
        return now.status is Status.ACTIVE and now.claim is None and owner(now.state) == role

    def is_stored(self, row: Mapping[str, Any]) -> bool:
        """Whether this is what the database holds; `row` also has the `seconds_left` of the lease."""
        if _seen(workflow_from(row).workflow) != _seen(self.workflow):
            return False
        if self.workflow.claim is None:
            return bool(row["lease_until"] is None)
        if (row["progress_note"], row["progress_percent"]) != self.said:
            return False
        left: float = row["seconds_left"]
        return left <= 0 if self.lapsed else abs(left - self.left) < APART

    def __repr__(self) -> str:
        return f"{_seen(self.workflow)} left={self.left} said={self.said} waits={self.waits}"


def _seen(workflow: Workflow) -> tuple[object, ...]:
    return workflow.id, workflow.state, workflow.status, workflow.version, workflow.claim, workflow.expired


def settled(work: Work, turn: int) -> Work:
    """The same once somebody has noticed what time brought about: a lease that ran out, and perhaps once too often."""
    before = work.workflow
    if before.claim is None or not work.lapsed:
        return work
    counts = before.status is Status.ACTIVE
    expired = (*before.expired, before.claim.worker) if counts else before.expired
    last = len(expired) == EXPIRIES
    now = replace(
        before,
        claim=None,
        expired=expired,
        version=before.version + (2 if last else 1),
        status=Status.ESCALATED if last else before.status,
    )
    return Work(now, waits=(work.waits[0], turn))


def later(work: Work, seconds: int, turn: int) -> Work:
    """The same after a while in which nobody gave a sign of life."""
    if work.workflow.claim is None or work.lapsed:
        return work
    passed = replace(work, left=work.left - seconds)
    return replace(passed, waits=(turn, _EVER)) if passed.lapsed else passed


def obeyed(work: Work, command: Change, turn: int) -> Work:
    """What an accepted command makes of it."""
    before = work.workflow
    state = State(str(target(before, command)))
    moved = state is not before.state
    now = replace(
        before,
        state=state,
        status=status_after(before, command),
        version=before.version + (2 if moved and isinstance(command, ClaimWork) else 1),
        claim=None if moved or isinstance(command, ReleaseClaim | RevokeClaim | Cancel) else before.claim,
        expired=() if moved or _forgives(before, command) else before.expired,
    )
    waits_anew = moved or isinstance(command, ReleaseClaim | RevokeClaim | Resume)
    waits = (turn, turn) if waits_anew else work.waits
    if isinstance(command, ClaimWork):
        taken = Claim(now.version, command.worker, command.lease_seconds)
        return Work(replace(now, claim=taken), command.lease_seconds, waits=waits)
    return Work(now, waits=waits) if now.claim is None else replace(work, workflow=now, waits=waits)


def _forgives(before: Workflow, command: Change) -> bool:
    return isinstance(command, Resume) and before.status is Status.ESCALATED


def beaten(work: Work, number: int, seconds: int | None, note: str | None, percent: int | None) -> tuple[Work, Signal]:
    """What a sign of life of the claim with this number makes of it, and whether the worker is to go on."""
    now = work.workflow
    if now.status is Status.CANCELLED:
        return work, Signal.CANCELLED
    if now.claim is None or now.claim.number != number or work.lapsed:
        return work, Signal.SUPERSEDED
    left = max(work.left, seconds or now.claim.lease_seconds)
    said = (work.said[0] if note is None else note, work.said[1] if percent is None else percent)
    told = Signal.PAUSED if now.status is Status.PAUSED else Signal.CONTINUE
    return replace(work, left=left, said=said), told
