"""Rows to domain values and back: the one place that knows how both are written."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from db.records import Position, StoredEvent, StoredWorkflow
from domain.events import Event
from domain.vocabulary import EventKind, Json, JsonObject, Phase, Role, State, Status, WorkflowId
from domain.workflow import PhaseRecord, Workflow


class Row(Protocol):
    """A row of a result, of asyncpg or of SQLAlchemy."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401 - columns are of many types
        ...


T = TypeVar("T")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def to_json(value: Json) -> str:
    """`value` as compact JSON text; numbers that JSON does not have are refused with ValueError."""
    return _encode(value)


def _parsed(value: Any) -> Any:  # noqa: ANN401 - jsonb arrives as text from asyncpg, as values from SQLAlchemy
    return json.loads(value) if isinstance(value, str) else value


def workflow_from(row: Row) -> StoredWorkflow:
    """The record in a row of `build_workflows`."""
    phases = cast("dict[str, dict[str, int]]", _parsed(row["phases"]))
    workflow = Workflow(
        id=WorkflowId(str(row["id"])),
        project_id=row["project_id"],
        build_id=row["build_id"],
        title=row["title"],
        max_rounds=row["max_rounds"],
        state=State(row["state"]),
        status=Status(row["status"]),
        version=row["version"],
        entered=row["entered"],
        phases=MappingProxyType({phase: _phase_record(phases[phase]) for phase in Phase}),
        notes=tuple(_parsed(row["notes"])),
    )
    return StoredWorkflow(
        workflow=workflow,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        completed_at=row["completed_at"],
        since=row["since"],
    )


def _phase_record(fields: Mapping[str, int]) -> PhaseRecord:
    return PhaseRecord(
        max_rounds=fields["maxRounds"],
        attempt=fields["attempt"],
        round=fields["round"],
        output=fields.get("output"),
        opened=fields.get("opened"),
        sent_back=fields.get("sentBack"),
    )


def phases_json(workflow: Workflow) -> str:
    """The column `phases` for `workflow`."""
    return to_json({str(phase): _phase_fields(record) for phase, record in workflow.phases.items()})


def _phase_fields(record: PhaseRecord) -> JsonObject:
    fields = {
        "maxRounds": record.max_rounds,
        "attempt": record.attempt,
        "round": record.round,
        "output": record.output,
        "opened": record.opened,
        "sentBack": record.sent_back,
    }
    return {name: value for name, value in fields.items() if value is not None}


def event_from(row: Row) -> StoredEvent:
    """The record in a row of `workflow_events`."""
    return stored_event(
        Event(
            workflow_id=WorkflowId(str(row["workflow_id"])),
            sequence=row["sequence"],
            kind=EventKind(row["kind"]),
            phase=_optional(Phase, row["phase"]),
            attempt=row["attempt"],
            from_state=_optional(State, row["from_state"]),
            to_state=State(row["to_state"]),
            from_role=_optional(Role, row["from_role"]),
            to_role=_optional(Role, row["to_role"]),
            actor=row["actor"],
            message=row["message"],
            notes=row["notes"],
            data=_parsed(row["data"]),
        ),
        row["project_id"],
        row,
    )


def stored_event(event: Event, project_id: str, place: Row) -> StoredEvent:
    """`event` at the place and time that a row with `position` and `recorded_at` names."""
    recorded_at: datetime = place["recorded_at"]
    return StoredEvent(event, project_id, Position(place["position"]), recorded_at)


def _optional(kind: Callable[[str], T], value: str | None) -> T | None:
    return None if value is None else kind(value)


def uuid_of(identifier: str) -> UUID | None:
    """The UUID that `identifier` writes, in the canonical form only; None for anything else."""
    try:
        parsed = UUID(identifier)
    except ValueError:
        return None
    return parsed if str(parsed) == identifier else None
