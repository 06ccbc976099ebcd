"""Findings: what is wrong with the work, raised with a FAIL or a retry, and answered by whoever hands it in again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from domain.commands import FindingAnswer, NewFinding
from domain.events import Event
from domain.limits import MAX_FINDINGS
from domain.refusals import FindingNotOpen, InvalidInput, OpenFindings
from domain.texts import said
from domain.vocabulary import EventKind, FindingStatus, JsonObject, Phase, Severity, State
from domain.workflow import Finding, Workflow

ANSWERS_OF_AUTHOR = (FindingStatus.RESOLVED, FindingStatus.DISPUTED)
ANSWERS_OF_RAISER = (FindingStatus.RESOLVED, FindingStatus.WITHDRAWN)


def concerning(workflow: Workflow, place: State) -> tuple[Finding, ...]:
    """The findings still open that were raised at `place`, or that the phase there has to answer."""
    return tuple(each for each in workflow.findings if each.is_open and place in {each.raised_in, State(each.against)})


def raise_findings(
    workflow: Workflow, kind: EventKind, findings: Sequence[NewFinding]
) -> dict[str, JsonObject | list[JsonObject]] | InvalidInput:
    """The data of an event of `kind` that raises `findings`, each with its id."""
    place = _raised_at(kind, workflow.state, workflow.phase)
    known = {each.id: each for each in workflow.findings}
    taken = known.keys() | {each.id for each in findings if each.id is not None}
    if len(taken) + sum(each.id is None for each in findings) > MAX_FINDINGS:
        expected = f"at most {MAX_FINDINGS} findings in one workflow, which has {len(known)} (raise one of yours again)"
        return InvalidInput("findings", expected, f"{len(findings)} more")
    made: list[JsonObject] = []
    for each in findings:
        if each.id is not None and each.id in known and known[each.id].raised_in is not place:
            expected = f"an id that was not used before but in {place}, or none"
            return InvalidInput("findings.id", expected, f"{each.id!r}, which was raised in {known[each.id].raised_in}")
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
    workflow: Workflow, place: State, answers: Sequence[FindingAnswer]
) -> Mapping[str, FindingStatus] | FindingNotOpen:
    """What becomes of the findings that are answered at `place`, by id."""
    open_ones = {each.id: each for each in concerning(workflow, place)}
    for answer in answers:
        found = open_ones.get(answer.id)
        possible = () if found is None else possible_answers(found, place)
        if answer.status not in possible:
            return FindingNotOpen(answer.id, answer.status, place, tuple(open_ones), possible)
    return {answer.id: answer.status for answer in answers}


def possible_answers(finding: Finding, place: State) -> tuple[FindingStatus, ...]:
    """How `finding` may be answered at `place`."""
    return ANSWERS_OF_RAISER if finding.raised_in is place else ANSWERS_OF_AUTHOR


def still_blocking(workflow: Workflow, place: State, answered: Mapping[str, FindingStatus]) -> OpenFindings | None:
    """Why the work can't pass at `place`: blocking findings that were raised there and are not answered."""
    blocking = tuple(
        each.id
        for each in concerning(workflow, place)
        if each.raised_in is place and each.severity is Severity.BLOCKING and each.id not in answered
    )
    return OpenFindings(place, blocking) if blocking else None


def answers_data(answers: Sequence[FindingAnswer]) -> dict[str, list[JsonObject]]:
    """The data of an event by which findings are answered."""
    written = [_answer(each.id, each.status, said(each.comment)) for each in answers]
    return {"answers": written} if written else {}


def _answer(identity: str, status: FindingStatus, comment: str | None) -> JsonObject:
    said_so = {} if comment is None else {"comment": comment}
    return {"id": identity, "status": str(status), **said_so}


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
    return Finding(
        id=written["id"],
        severity=Severity(written["severity"]),
        raised_in=_raised_at(event.kind, event.from_state, event.phase),
        against=Phase(event.to_state),
        status=FindingStatus.OPEN,
        raised=event.sequence,
    )


def _raised_at(kind: EventKind, state: State | None, phase: Phase | None) -> State:
    """The phase of whoever sent the work back, who may not have acknowledged it; or the gate that was not opened."""
    if phase is None or state is None:
        raise LookupError("a finding is raised where a phase is worked on, or reviewed")
    return state if kind is EventKind.REJECTED else State(phase)
