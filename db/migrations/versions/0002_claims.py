"""Claims with their leases, gates, findings and origins; the inbox by whom a workflow waits for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HANDOFFS = """
create or replace view workflow_handoffs as
select workflow_id, position, sequence, kind, from_role, to_role, recorded_at as "timestamp", data as data_passed, notes
from workflow_events
where from_role is distinct from to_role
"""
HANDED_BACK = "or kind in ('RESUMED', 'CLAIM_RELEASED', 'CLAIM_EXPIRED', 'CLAIM_REVOKED')"


def upgrade() -> None:
    _add_columns()
    op.execute("""
        update build_workflows
        set details = jsonb_build_object('notes', notes), waiting = entered,
            waits_for = case when status = 'ACTIVE' then owner end
    """)
    for column in ("details", "waiting"):
        op.alter_column("build_workflows", column, nullable=False)
    op.drop_column("build_workflows", "notes")
    _index()
    op.add_column("log_head", sa.Column("secret", sa.LargeBinary, comment="signs the tokens of claims"))
    op.execute("update log_head set secret = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())")
    op.alter_column("log_head", "secret", nullable=False)
    op.execute(HANDOFFS + HANDED_BACK)


def _add_columns() -> None:
    lease = "when the claim runs out unless a heartbeat comes"
    for column in (
        sa.Column("waits_for", sa.Text, comment="the role in whose inbox it is"),
        sa.Column("waiting", sa.BigInteger, comment="the sequence of the event since which it waits"),
        sa.Column("claim", sa.BigInteger, comment="the sequence of the event by which it was claimed"),
        sa.Column("worker", sa.Text, comment="who claimed it"),
        sa.Column("lease_seconds", sa.Integer, comment="how long the claim lasts without a heartbeat"),
        sa.Column("lease_until", sa.DateTime(timezone=True), comment=lease),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), comment="when the claim's last heartbeat came"),
        sa.Column("progress_note", sa.Text, comment="what that heartbeat said"),
        sa.Column("progress_percent", sa.SmallInteger, comment="how far the work is, by that heartbeat"),
        sa.Column("details", JSONB, comment="the rest of the fold: notes, gates, findings, origin"),
    ):
        op.add_column("build_workflows", column)


def _index() -> None:
    for name in ("build_workflows_inbox_idx", "build_workflows_project_inbox_idx"):
        op.drop_index(name)
    waiting = sa.text("waits_for is not null")
    for name, columns in (
        ("build_workflows_inbox_idx", ["waits_for", "since", "id"]),
        ("build_workflows_project_inbox_idx", ["waits_for", "project_id", "since", "id"]),
    ):
        op.create_index(name, "build_workflows", columns, postgresql_where=waiting)
    claimed = sa.text("lease_until is not null")
    op.create_index("build_workflows_lease_idx", "build_workflows", ["lease_until"], postgresql_where=claimed)
    op.drop_index("workflow_events_idempotency_idx")
    op.create_index(
        "workflow_events_idempotency_idx",
        "workflow_events",
        ["idempotency_key", "project_id"],
        unique=True,
        postgresql_where=sa.text("idempotency_key is not null"),
    )


def downgrade() -> None:
    op.execute(HANDOFFS)
    op.drop_column("log_head", "secret")
    op.add_column("build_workflows", sa.Column("notes", JSONB, comment="sequences of the latest notes"))
    op.execute("update build_workflows set notes = details -> 'notes'")
    op.alter_column("build_workflows", "notes", nullable=False)
    op.drop_index("workflow_events_idempotency_idx")
    op.create_index(
        "workflow_events_idempotency_idx",
        "workflow_events",
        ["project_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key is not null"),
    )
    for name in ("build_workflows_inbox_idx", "build_workflows_project_inbox_idx", "build_workflows_lease_idx"):
        op.drop_index(name)
    active = sa.text("status = 'ACTIVE'")
    for name, columns in (
        ("build_workflows_inbox_idx", ["owner", "since", "id"]),
        ("build_workflows_project_inbox_idx", ["owner", "project_id", "since", "id"]),
    ):
        op.create_index(name, "build_workflows", columns, postgresql_where=active)
    for column in (
        "waits_for",
        "waiting",
        "claim",
        "worker",
        "lease_seconds",
        "lease_until",
        "heartbeat_at",
        "progress_note",
        "progress_percent",
        "details",
    ):
        op.drop_column("build_workflows", column)
