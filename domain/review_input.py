"""Bounds on the findings and the answers that come with a command."""

from collections.abc import Sequence

from domain.commands import FindingAnswer, NewFinding
from domain.limits import MAX_FINDINGS, MAX_NAME
from domain.refusals import InvalidInput
from domain.texts import check_required, check_text, said
from domain.vocabulary import FindingStatus


def check_findings(findings: Sequence[NewFinding]) -> InvalidInput | None:
    """Findings are not too many, have a title, and no id twice."""
    if invalid := _check_ids("findings", [each.id for each in findings if each.id is not None], len(findings)):
        return invalid
    checked = (
        check_required("findings.title", each.title, MAX_NAME)
        or check_text("findings.detail", each.detail)
        or check_text("findings.location", each.location)
        for each in findings
    )
    return next((invalid for invalid in checked if invalid), None)


def check_answers(answers: Sequence[FindingAnswer]) -> InvalidInput | None:
    """Answers are not too many and name no finding twice; a dispute is explained."""
    if invalid := _check_ids("answers", [each.id for each in answers], len(answers)):
        return invalid
    for each in answers:
        if each.status is FindingStatus.DISPUTED and said(each.comment) is None:
            return InvalidInput("answers.comment", "with DISPUTED why the finding does not hold", "none")
        if invalid := check_text("answers.comment", each.comment):
            return invalid
    return None


def _check_ids(field: str, ids: Sequence[str], count: int) -> InvalidInput | None:
    if count > MAX_FINDINGS:
        return InvalidInput(field, f"at most {MAX_FINDINGS}", str(count))
    checked = (check_required(f"{field}.id", each, MAX_NAME) for each in ids)
    if invalid := next((invalid for invalid in checked if invalid), None):
        return invalid
    twice = next((each for place, each in enumerate(ids) if each in ids[:place]), None)
    return None if twice is None else InvalidInput(f"{field}.id", "each finding once", f"{twice!r} twice")
