"""Commands by the thousand: every kind, by every actor, with every value that the rules tell apart."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from domain.commands import (
    Actor,
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.decide import decide
from domain.events import Event
from domain.refusals import Refusal
from domain.vocabulary import Json, Outcome, Phase, Role, State
from domain.workflow import Workflow
from tests.domain.builds import ID
from tests.domain.people import ACTORS
from tests.domain.places import Place, stand

_RESULTS: tuple[Json, ...] = (None, {"summary": "done"}, ["a list"])
_TEXTS = (None, " ", "Because.")
_REASONS = (" ", "Because.")
_PHASES = (None, *Phase)
_GRANTS = (None, 0, 2)
_LEASES = (0, 60)
OLD = 1
"""The number of a claim that is over, if it ever was one: the first event is never a claim."""


def _moves(who: Actor, claim: int | None) -> Iterator[Change]:
    for outcome, result, notes, phase in product(Outcome, _RESULTS, _TEXTS, _PHASES):
        ask = Advance(workflow_id=ID, actor=who, outcome=outcome, result=result, notes=notes, phase=phase)
        yield replace(ask, claim=claim)
    for reason, to_phase in product(_REASONS, _PHASES):
        yield RequestRetry(workflow_id=ID, actor=who, reason=reason, to_phase=to_phase, claim=claim)


def _few_moves(who: Actor, claim: int | None) -> Iterator[Change]:
    for outcome, result in product(Outcome, _RESULTS):
        yield Advance(workflow_id=ID, actor=who, outcome=outcome, result=result, notes="Because.", claim=claim)
    for reason, to_phase in product(_REASONS, (None, Phase.PLANNING)):
        yield RequestRetry(workflow_id=ID, actor=who, reason=reason, to_phase=to_phase, claim=claim)


def _standing(who: Actor) -> Iterator[Change]:
    for reason, phase in product(_REASONS, Phase):
        yield Rollback(workflow_id=ID, actor=who, reason=reason, phase=phase)
    for text in _TEXTS:
        yield Pause(workflow_id=ID, actor=who, reason=text)
        yield Cancel(workflow_id=ID, actor=who, reason=text)
        for grant in _GRANTS:
            yield Resume(workflow_id=ID, actor=who, reason=text, grant_rounds=grant)
    for text in _REASONS:
        yield AddNote(workflow_id=ID, actor=who, text=text)


def _claims_and_gates(who: Actor, numbers: tuple[int | None, ...]) -> Iterator[Change]:
    for worker, lease in product(_REASONS, _LEASES):
        yield ClaimWork(workflow_id=ID, actor=who, worker=worker, lease_seconds=lease)
    for text, claim in product(_TEXTS, numbers):
        yield ReleaseClaim(workflow_id=ID, actor=who, claim=claim, reason=text)
    for text in _TEXTS:
        yield RevokeClaim(workflow_id=ID, actor=who, reason=text)
        yield Approve(workflow_id=ID, actor=who, notes=text)
    for text in _REASONS:
        yield Reject(workflow_id=ID, actor=who, reason=text)


@cache
def _commands(live: int | None, owner: Role | None) -> tuple[Change, ...]:
    others = (OLD,) if live is None else (None, OLD, live + 1)
    return tuple(
        command
        for who in ACTORS
        for commands in (
            _moves(who, live) if who.role is owner else _few_moves(who, live),
            *(_few_moves(who, claim) for claim in others),
            _standing(who),
            _claims_and_gates(who, (live, *others)),
        )
        for command in commands
    )


def commands_to(workflow: Workflow) -> tuple[Change, ...]:
    """All of them, none with an expected version; with the number of the live claim, with others and without."""
    return _commands(None if workflow.claim is None else workflow.claim.number, workflow.owner)


def every_command(workflow: Workflow) -> Iterator[Change]:
    """All of them without an expected version, and some of each kind with the right one and with a stale one."""
    yield from commands_to(workflow)
    for command, expected in product(commands_to(workflow)[::5], (workflow.version, workflow.version - 1)):
        yield replace(command, expected_version=expected)


def accepted(workflow: Workflow) -> Iterator[tuple[Change, tuple[Event, ...]]]:
    """The commands that `workflow` accepts, and what they make happen."""
    for command in commands_to(workflow):
        answer = decide(workflow, command)
        if isinstance(answer, tuple):
            yield command, answer


@cache
def accepted_at(
    place: Place, max_rounds: int, gates: tuple[State, ...] = ()
) -> tuple[tuple[Change, tuple[Event, ...]], ...]:
    """The same for the workflow that stands at `place`."""
    return tuple(accepted(stand(place, max_rounds, gates).workflow))


def refused(workflow: Workflow) -> Iterator[tuple[Change, Refusal]]:
    """The commands that `workflow` refuses, and how."""
    for command in commands_to(workflow):
        answer = decide(workflow, command)
        if not isinstance(answer, tuple):
            yield command, answer
