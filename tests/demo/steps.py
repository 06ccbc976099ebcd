"""What a role does when it is its turn: a mutation with its input."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A mutation to send after `seconds` of work in `phase`."""

    phase: str
    mutation: str
    fields: Mapping[str, object]
    seconds: float


Words = Sequence[Mapping[str, str]]
"""Findings, or answers to them."""


def finish(
    phase: str, seconds: float, result: Mapping[str, object], instruction: str | None = None, answers: Words = ()
) -> Step:
    """The phase is done; `instruction` is for whoever works next, `answers` are what became of findings."""
    fields = {"phase": phase, "result": result, "nextRoleInstruction": instruction, "answers": answers}
    return Step(phase, "advanceWorkflow", fields, seconds)


def fail(phase: str, seconds: float, reason: str, report: Mapping[str, object], findings: Words) -> Step:
    """What the phase examined does not hold."""
    fields = {"phase": phase, "outcome": "FAIL", "notes": reason, "result": report, "findings": findings}
    return Step(phase, "advanceWorkflow", fields, seconds)


def retry(phase: str, seconds: float, to_phase: str, reason: str, findings: Words) -> Step:
    """An earlier phase has to be done again."""
    return Step(phase, "requestRetry", {"toPhase": to_phase, "reason": reason, "findings": findings}, seconds)


def note(phase: str, seconds: float, text: str) -> Step:
    """Say something, and leave the work as it is until an answer comes."""
    return Step(phase, "addNote", {"text": text}, seconds)
