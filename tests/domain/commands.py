"""Commands by the thousand: every kind, by every actor, with every value that the rules tell apart."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from domain.commands import Actor, AddNote, Advance, Cancel, Change, Pause, RequestRetry, Resume, Rollback
from domain.decide import decide
from domain.events import Event
from domain.refusals import Refusal
from domain.vocabulary import Json, Outcome, Phase
from domain.workflow import Workflow
from tests.domain.builds import ID
from tests.domain.people import ACTORS

_RESULTS: tuple[Json, ...] = (None, {"summary": "done"}, ["a list"])
_TEXTS = (None, " ", "Because.")
_REASONS = (" ", "Because.")
_PHASES = (None, *Phase)
_GRANTS = (None, 0, 2)


def _of(who: Actor) -> Iterator[Change]:
    for outcome, result, notes, phase in product(Outcome, _RESULTS, _TEXTS, _PHASES):
        yield Advance(workflow_id=ID, actor=who, outcome=outcome, result=result, notes=notes, phase=phase)
    for reason, to_phase in product(_REASONS, _PHASES):
        yield RequestRetry(workflow_id=ID, actor=who, reason=reason, to_phase=to_phase)
    for reason, phase in product(_REASONS, Phase):
        yield Rollback(workflow_id=ID, actor=who, reason=reason, phase=phase)
    for text in _TEXTS:
        yield Pause(workflow_id=ID, actor=who, reason=text)
        yield Cancel(workflow_id=ID, actor=who, reason=text)
        for grant in _GRANTS:
            yield Resume(workflow_id=ID, actor=who, reason=text, grant_rounds=grant)
    for text in _REASONS:
        yield AddNote(workflow_id=ID, actor=who, text=text)


EVERY_COMMAND = tuple(command for who in ACTORS for command in _of(who))
"""All of them, none with an expected version."""


def every_command(version: int) -> Iterator[Change]:
    """All of them, without an expected version, with the right one and with a stale one."""
    for command, expected in product(EVERY_COMMAND, (None, version, version - 1)):
        yield replace(command, expected_version=expected)


def accepted(workflow: Workflow) -> Iterator[tuple[Change, tuple[Event, ...]]]:
    """The commands that `workflow` accepts, and what they make happen."""
    for command in EVERY_COMMAND:
        answer = decide(workflow, command)
        if isinstance(answer, tuple):
            yield command, answer


def refused(workflow: Workflow) -> Iterator[tuple[Change, Refusal]]:
    """The commands that `workflow` refuses, and how."""
    for command in EVERY_COMMAND:
        answer = decide(workflow, command)
        if not isinstance(answer, tuple):
            yield command, answer
