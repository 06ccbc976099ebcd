"""Rows to domain values: workflows, leases and events."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as _UUID  # what rows hold, and read ten times faster

from db.fold import Row, fold_from
from db.json_text import parsed
from db.records import Lease, Position, StoredEvent, StoredWorkflow
from domain.events import Event
from domain.vocabulary import EventKind, Phase, Role, State, WorkflowId

T = TypeVar("T")


def workflow_from(row: Row) -> StoredWorkflow:
    """The record in a row of `build_workflows`."""
    return StoredWorkflow(
        workflow=fold_from(row, parsed(row["phases"]), parsed(row["details"])),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        completed_at=row["completed_at"],
        since=row["since"],
    )


def lease_from(row: Row) -> Lease | None:
    """The lease in a row of `build_workflows`, if the workflow is claimed."""
    if row["claim"] is None:
        return None
    return Lease(row["claim"], row["lease_until"], row["heartbeat_at"], row["progress_note"], row["progress_percent"])


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
            actor_role=_optional(Role, row["actor_role"]),
            message=row["message"],
            notes=row["notes"],
            data=parsed(row["data"]),
        ),
        row["project_id"],
        row,
    )


def stored_event(event: Event, project_id: str, place: Row) -> StoredEvent:
    """`event` at the place and time that a row with `position`, `recorded_at` and `hash` names."""
    recorded_at: datetime = place["recorded_at"]
    return StoredEvent(event, project_id, Position(place["position"]), recorded_at, place["hash"])


def _optional(kind: Callable[[str], T], value: str | None) -> T | None:
    return None if value is None else kind(value)


def uuid_of(identifier: str) -> UUID | None:
    """The UUID that `identifier` writes, in the canonical form only; None for anything else."""
    try:
        found = _UUID(identifier)
    except ValueError:
        return None
    return found if str(found) == identifier else None
