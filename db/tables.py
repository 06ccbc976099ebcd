"""The tables. Migrations make them; a test holds the two against each other."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
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

build_workflows = Table(
    "build_workflows",
    metadata,
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
    Column("notes", JSONB, nullable=False, comment="sequences of the latest notes"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    Column("since", DateTime(timezone=True), nullable=False, comment="when it came to its state"),
    Index(None, "created_at", "id"),
    Index(None, "project_id", "created_at", "id"),
    Index(None, "build_id", "created_at", "id"),
    Index(
        "build_workflows_inbox_idx",
        "owner",
        "since",
        "id",
        postgresql_where=text("status = 'ACTIVE'"),
    ),
    Index(
        "build_workflows_project_inbox_idx",
        "owner",
        "project_id",
        "since",
        "id",
        postgresql_where=text("status = 'ACTIVE'"),
    ),
    comment="Where each build stands: the fold of its events, without their payloads.",
)

workflow_events = Table(
    "workflow_events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="place in the log: 1..N, no holes"),
    Column("workflow_id", Uuid, ForeignKey("build_workflows.id"), nullable=False),
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
    Column("message", Text, nullable=False),
    Column("notes", Text),
    Column("data", JSONB, nullable=False),
    Column("idempotency_key", Text, comment="of the command, on the first event that it made"),
    Column("request_fingerprint", LargeBinary, comment="of the command, beside its key"),
    Column("command_size", SmallInteger, comment="how many events the command made, beside its key"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("workflow_id", "sequence"),
    Index(None, "project_id", "position"),
    Index(
        "workflow_events_idempotency_idx",
        "project_id",
        "idempotency_key",
        unique=True,
        postgresql_where=text("idempotency_key is not null"),
    ),
    comment="The log: append-only, and the truth.",
)

log_head = Table(
    "log_head",
    metadata,
    Column("log_id", Uuid, primary_key=True, comment="tells this log from any other; cursors carry it"),
    Column("position", BigInteger, nullable=False),
    Column("singleton", Integer, nullable=False, unique=True, server_default="1"),
    CheckConstraint("singleton = 1", name="singleton"),
    comment="The last position; its row lock makes positions visible in order.",
)
