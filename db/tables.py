"""The tables. Migrations make them; a test holds the two against each other."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

_ARCHIVED_TO = "the highest position that may be in the archive"
_POSITION = "place in the log: 1..N; where there is a hole, the archive has it"


def _of_a_workflow() -> Iterator[Column[Any]]:
    """The columns of a workflow, in the log's half and in the archive's."""
    yield from (
        Column("id", Uuid, primary_key=True),
        Column("project_id", Text, nullable=False),
        Column("build_id", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("max_rounds", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("owner", Text, comment="the role that owns the state; none in COMPLETE"),
        Column("version", BigInteger, nullable=False, comment="the sequence of the last event"),
        Column("entered", BigInteger, nullable=False, comment="the sequence of the event that led to the state"),
        Column("phases", JSONB, nullable=False, comment="attempts, rounds, and which event holds the current output"),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        Column("completed_at", DateTime(timezone=True)),
        Column("since", DateTime(timezone=True), nullable=False, comment="when it came to its state"),
        Column("waits_for", Text, comment="the role in whose inbox it is"),
        Column("waiting", BigInteger, nullable=False, comment="the sequence of the event since which it waits"),
        Column("claim", BigInteger, comment="the sequence of the event by which it was claimed"),
        Column("worker", Text, comment="who claimed it"),
        Column("lease_seconds", Integer, comment="how long the claim lasts without a heartbeat"),
        Column("lease_until", DateTime(timezone=True), comment="when the claim runs out unless a heartbeat comes"),
        Column("heartbeat_at", DateTime(timezone=True), comment="when the claim's last heartbeat came"),
        Column("progress_note", Text, comment="what that heartbeat said"),
        Column("progress_percent", SmallInteger, comment="how far the work is, by that heartbeat"),
        Column("details", JSONB, nullable=False, comment="the rest of the fold: notes, gates, findings, origin"),
    )


def _of_an_event(home: str) -> Iterator[Column[Any]]:
    """The columns of an event, which belongs to the workflow that `home` names."""
    yield from (
        Column("position", BigInteger, primary_key=True, autoincrement=False, comment=_POSITION),
        Column("workflow_id", Uuid, ForeignKey(home), nullable=False),
        Column("project_id", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False, comment="place in its workflow: 1..n, no holes"),
        Column("kind", Text, nullable=False),
        Column("phase", Text),
        Column("attempt", Integer),
        Column("from_state", Text),
        Column("to_state", Text, nullable=False),
        Column("from_role", Text),
        Column("to_role", Text),
        Column("actor", Text, nullable=False),
        Column("actor_role", Text, comment="the role it was done as; none for an operator and for the clock"),
        Column("message", Text, nullable=False),
        Column("notes", Text),
        Column("data", JSONB, nullable=False),
        Column("handoff", Boolean, nullable=False, comment="whether responsibility passed by it"),
        Column("idempotency_key", Text, comment="of the command, on the first event that it made"),
        Column("key_holder", Text, comment="in whose name the key counts, if it counts in no project"),
        Column("request_fingerprint", LargeBinary, comment="of the command, beside its key"),
        Column("command_size", SmallInteger, comment="how many events the command made, beside its key"),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column(
            "hash", LargeBinary, nullable=False, comment="of the event and the hash of the one before in its workflow"
        ),
    )


build_workflows = Table(
    "build_workflows",
    metadata,
    *_of_a_workflow(),
    Index(None, "created_at", "id"),
    Index(None, "project_id", "created_at", "id"),
    Index(None, "build_id", "created_at", "id"),
    Index(None, "status", "created_at", "id"),
    Index("build_workflows_inbox_idx", "waits_for", "since", "id", postgresql_where=text("waits_for is not null")),
    Index(
        "build_workflows_project_inbox_idx",
        "waits_for",
        "project_id",
        "since",
        "id",
        postgresql_where=text("waits_for is not null"),
    ),
    Index("build_workflows_lease_idx", "lease_until", postgresql_where=text("lease_until is not null")),
    comment="Where each build stands: the fold of its events, without their payloads.",
)

workflow_events = Table(
    "workflow_events",
    metadata,
    *_of_an_event("build_workflows.id"),
    UniqueConstraint("workflow_id", "sequence"),
    Index(None, "project_id", "position"),
    Index(
        "workflow_events_idempotency_idx",
        "idempotency_key",
        "project_id",
        unique=True,
        postgresql_where=text("idempotency_key is not null and key_holder is null"),
    ),
    Index(
        "workflow_events_holder_idx",
        "idempotency_key",
        "key_holder",
        unique=True,
        postgresql_where=text("key_holder is not null"),
    ),
    comment="The log: append-only, and the truth.",
)

log_head = Table(
    "log_head",
    metadata,
    Column("log_id", Uuid, primary_key=True, comment="tells this log from any other; cursors carry it"),
    Column("position", BigInteger, nullable=False),
    Column("secret", LargeBinary, nullable=False, comment="signs the tokens of claims"),
    Column("archived_to", BigInteger, nullable=False, server_default="0", comment=_ARCHIVED_TO),
    Column("singleton", Integer, nullable=False, unique=True, server_default="1"),
    CheckConstraint("singleton = 1", name="singleton"),
    comment="The last position; its row lock makes positions visible in order.",
)

archived_workflows = Table(
    "archived_workflows",
    metadata,
    *_of_a_workflow(),
    comment="Workflows at rest, as they were in build_workflows.",
)

archived_events = Table(
    "archived_events",
    metadata,
    *_of_an_event("archived_workflows.id"),
    UniqueConstraint("workflow_id", "sequence"),
    comment="Their events, as they were in the log.",
)

archived_keys = Table(
    "archived_keys",
    metadata,
    Column("workflow_id", Uuid, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False, comment="of the event that bore it"),
    Column("idempotency_key", Text, nullable=False),
    Column("project_id", Text, nullable=False),
    Column("key_holder", Text, comment="in whose name the key counts, if it counts in no project"),
    ForeignKeyConstraint(["workflow_id", "sequence"], ["archived_events.workflow_id", "archived_events.sequence"]),
    Index(
        "archived_keys_idempotency_idx",
        "idempotency_key",
        "project_id",
        unique=True,
        postgresql_where=text("key_holder is null"),
    ),
    Index(
        "archived_keys_holder_idx",
        "idempotency_key",
        "key_holder",
        unique=True,
        postgresql_where=text("key_holder is not null"),
    ),
    comment="The idempotency keys of archived commands: they are never carried out again.",
)
