"""Findings: what is wrong with the work, raised with a FAIL or a retry, and answered by whoever hands it in again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from domain.commands import FindingAnswer, NewFinding
from domain.events import Event
from domain.limits import MAX_FINDINGS
from domain.refusals import FindingNotOpen, InvalidInput, OpenFindings
from domain.texts import said
from domain.vocabulary import FindingStatus, JsonObject, Phase, Severity
from domain.workflow import Finding, Workflow

ANSWERS_OF_AUTHOR = (FindingStatus.RESOLVED, FindingStatus.DISPUTED)
ANSWERS_OF_RAISER = (FindingStatus.RESOLVED, FindingStatus.WITHDRAWN)


def concerning(workflow: Workflow, phase: Phase) -> tuple[Finding, ...]:
    """The findings still open that `phase` raised or has to answer."""
    return tuple(each for each in workflow.findings if each.is_open and phase in {each.raised_in, each.against})


def raise_findings(
    workflow: Workflow, findings: Sequence[NewFinding]
) -> dict[str, JsonObject | list[JsonObject]] | InvalidInput:
    """The data of an event that raises `findings`, each with its id."""
    known = {each.id for each in workflow.findings}
    taken = known | {each.id for each in findings if each.id is not None}
    if len(taken) + sum(each.id is None for each in findings) > MAX_FINDINGS:
        expected = f"at most {MAX_FINDINGS} findings in one workflow, which has {len(known)}"
        return InvalidInput("findings", expected, f"{len(findings)} more")
    made: list[JsonObject] = []
    for each in findings:
        identity = each.id or _new_id(taken)
        taken.add(identity)
        made.append(_written(identity, each))
    return {"findings": made} if made else {}


def _new_id(taken: set[str]) -> str:
    return next(name for number in range(1, MAX_FINDINGS + 2) if (name := f"F{number}") not in taken)


def _written(identity: str, finding: NewFinding) -> JsonObject:
    fields = {"detail": said(finding.detail), "location": said(finding.location)}
    given = {name: value for name, value in fields.items() if value is not None}
    return {"id": identity, "title": finding.title, "severity": str(finding.severity), **given}


def answer_findings(
    workflow: Workflow, phase: Phase, answers: Sequence[FindingAnswer]
) -> Mapping[str, FindingStatus] | FindingNotOpen:
    """What becomes of the findings that `phase` answers, by id."""
    open_ones = {each.id: each for each in concerning(workflow, phase)}
    for answer in answers:
        found = open_ones.get(answer.id)
        possible = () if found is None else possible_answers(found, phase)
        if answer.status not in possible:
            return FindingNotOpen(answer.id, answer.status, phase, tuple(open_ones), possible)
    return {answer.id: answer.status for answer in answers}


def possible_answers(finding: Finding, phase: Phase) -> tuple[FindingStatus, ...]:
    """How `phase` may answer `finding`."""
    return ANSWERS_OF_RAISER if finding.raised_in is phase else ANSWERS_OF_AUTHOR


def still_blocking(workflow: Workflow, phase: Phase, answered: Mapping[str, FindingStatus]) -> OpenFindings | None:
    """Why `phase` can't pass: blocking findings that it raised and that are not answered."""
    blocking = tuple(
        each.id
        for each in concerning(workflow, phase)
        if each.raised_in is phase and each.severity is Severity.BLOCKING and each.id not in answered
    )
    return OpenFindings(phase, blocking) if blocking else None


def findings_after(workflow: Workflow, event: Event) -> tuple[Finding, ...]:
    """The findings of `workflow` once `event` has happened."""
    found = {each.id: each for each in workflow.findings}
    for answer in cast("Sequence[Mapping[str, str]]", event.data.get("answers", ())):
        status = FindingStatus(answer["status"])
        found[answer["id"]] = replace(found[answer["id"]], status=status, answered=event.sequence)
    for raised in cast("Sequence[Mapping[str, str]]", event.data.get("findings", ())):
        found[raised["id"]] = _raised(raised, event)
    return tuple(found.values())


def _raised(written: Mapping[str, str], event: Event) -> Finding:
    if event.phase is None:
        raise LookupError("a finding is raised in a phase")
    return Finding(
        id=written["id"],
        severity=Severity(written["severity"]),
        raised_in=event.phase,
        against=Phase(event.to_state),
        status=FindingStatus.OPEN,
        raised=event.sequence,
    )
