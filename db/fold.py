"""The fold of a workflow in the columns of its row, and back."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from db.json_text import to_json
from domain.phase_record import PhaseRecord, Rejection, Try
from domain.vocabulary import FindingStatus, JsonObject, Phase, Severity, State, Status, WorkflowId
from domain.workflow import Claim, Finding, Origin, Workflow

Fields: TypeAlias = Mapping[str, Any]


class Row(Protocol):
    """A row of a result, of asyncpg or of SQLAlchemy."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401 - columns are of many types
        ...


def fold_from(row: Row, phases: Mapping[str, Fields], details: Fields) -> Workflow:
    """The workflow in a row of `build_workflows`, its two JSON columns parsed."""
    claim = row["claim"]
    return Workflow(
        id=WorkflowId(str(row["id"])),
        project_id=row["project_id"],
        build_id=row["build_id"],
        title=row["title"],
        max_rounds=row["max_rounds"],
        state=State(row["state"]),
        status=Status(row["status"]),
        version=row["version"],
        entered=row["entered"],
        waiting=row["waiting"],
        phases=MappingProxyType({phase: _phase_record(phases[phase]) for phase in Phase}),
        claim=None if claim is None else Claim(claim, row["worker"], row["lease_seconds"]),
        **_details(details),
    )


def phases_json(workflow: Workflow) -> str:
    """The column `phases` for `workflow`."""
    return to_json({str(phase): _phase_fields(record) for phase, record in workflow.phases.items()})


def _phase_record(fields: Fields) -> PhaseRecord:
    rejected = fields.get("rejected")
    return PhaseRecord(
        max_rounds=fields["maxRounds"],
        attempt=fields["attempt"],
        round=fields["round"],
        output=fields.get("output"),
        opened=fields.get("opened"),
        sent_back=fields.get("sentBack"),
        digest=fields.get("digest"),
        rejected=None if rejected is None else Rejection(*rejected),
        tried=tuple(Try(*each) for each in fields.get("tried", ())),
        author=fields.get("author"),
    )


def _phase_fields(record: PhaseRecord) -> JsonObject:
    rejected = record.rejected
    fields: JsonObject = {
        "maxRounds": record.max_rounds,
        "attempt": record.attempt,
        "round": record.round,
        "output": record.output,
        "opened": record.opened,
        "sentBack": record.sent_back,
        "digest": record.digest,
        "rejected": None if rejected is None else [rejected.attempt, rejected.digest],
        "tried": [[each.attempt, each.reason] for each in record.tried] or None,
        "author": record.author,
    }
    return _given(fields)


def details_json(workflow: Workflow) -> str:
    """The column `details` for `workflow`; what is as at the start is left out."""
    origin = workflow.origin
    fields: JsonObject = {
        "notes": workflow.notes or None,
        "expired": workflow.expired or None,
        "gates": workflow.gates or None,
        "approved": workflow.approved or None,
        "separateDuties": workflow.separate_duties or None,
        "findings": [_finding_fields(each) for each in workflow.findings] or None,
        "origin": None if origin is None else [origin.workflow_id, origin.version, origin.phase],
    }
    return to_json(_given(fields))


def _details(fields: Fields) -> Fields:
    origin = fields.get("origin")
    return {
        "notes": tuple(fields.get("notes", ())),
        "expired": tuple(fields.get("expired", ())),
        "gates": tuple(State(gate) for gate in fields.get("gates", ())),
        "approved": fields.get("approved", False),
        "separate_duties": fields.get("separateDuties", False),
        "findings": tuple(_finding(each) for each in fields.get("findings", ())),
        "origin": None if origin is None else Origin(WorkflowId(origin[0]), origin[1], Phase(origin[2])),
    }


def _finding_fields(finding: Finding) -> Sequence[str | int | None]:
    return [
        finding.id,
        finding.severity,
        finding.raised_in,
        finding.against,
        finding.status,
        finding.raised,
        finding.answered,
    ]


def _finding(fields: Sequence[Any]) -> Finding:
    identity, severity, raised_in, against, status, raised, answered = fields
    return Finding(
        identity, Severity(severity), State(raised_in), Phase(against), FindingStatus(status), raised, answered
    )


def _given(fields: JsonObject) -> JsonObject:
    return {name: value for name, value in fields.items() if value is not None}
