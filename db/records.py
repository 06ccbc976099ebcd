"""What is stored: domain values with the place and the time that the database gave them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from domain.events import Event
from domain.vocabulary import Status
from domain.workflow import Workflow

Position = NewType("Position", int)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event at its place in the log of all workflows.

    `hash` covers the event and, through the one before it, all earlier events of its workflow.
    """

    event: Event
    project_id: str
    position: Position
    recorded_at: datetime
    hash: bytes


@dataclass(frozen=True, slots=True)
class StoredWorkflow:
    """A workflow with its times, in the database's clock. `since` is when its work began to wait, or was taken up.

    One that is `archived` stays as it is, unless it is brought back.
    """

    workflow: Workflow
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    since: datetime
    archived: bool = False


def succeed(stored: StoredWorkflow | None, workflow: Workflow, at: datetime) -> StoredWorkflow:
    """The record of `workflow` once the events that lead to it from `stored` were recorded at `at`."""
    completed = at if workflow.status is Status.COMPLETED else None
    if stored is None:
        return StoredWorkflow(workflow, created_at=at, updated_at=at, completed_at=completed, since=at)
    waits_anew = workflow.waiting > stored.workflow.version
    return replace(
        stored,
        workflow=workflow,
        updated_at=at,
        completed_at=completed and (stored.completed_at or completed),
        since=at if waits_anew else stored.since,
    )


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a claim lasts unless a heartbeat comes, and what the last one said; no part of the log."""

    claim: int
    until: datetime
    heartbeat_at: datetime | None
    note: str | None
    percent: int | None
