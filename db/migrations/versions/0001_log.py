"""The log, its head, the workflows folded from it, and the view on the handoffs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = """
create function workflow_events_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'workflow_events is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
"""

HANDOFFS = """
create view workflow_handoffs as
select workflow_id, position, sequence, kind, from_role, to_role, recorded_at as "timestamp", data as data_passed, notes
from workflow_events
where from_role is distinct from to_role
"""


def upgrade() -> None:
    _create_workflows()
    _create_events()
    _create_head()
    op.execute(APPEND_ONLY)
    for event, level in (("update or delete", "row"), ("truncate", "statement")):
        name = event.split()[0]
        op.execute(
            f"create trigger workflow_events_no_{name} before {event} on workflow_events "
            f"for each {level} execute function workflow_events_refuse_change()"
        )
    op.execute(HANDOFFS)


def _create_workflows() -> None:
    op.create_table(
        "build_workflows",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("project_id", sa.Text, nullable=False),
        sa.Column("build_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("max_rounds", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, comment="the role that owns the state; none in COMPLETE"),
        sa.Column("version", sa.BigInteger, nullable=False, comment="the sequence of the last event"),
        sa.Column("entered", sa.BigInteger, nullable=False, comment="the sequence of the event that led to the state"),
        sa.Column(
            "phases", JSONB, nullable=False, comment="attempts, rounds, and which event holds the current output"
        ),
        sa.Column("notes", JSONB, nullable=False, comment="sequences of the latest notes"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="when it came to its state"),
        comment="Where each build stands: the fold of its events, without their payloads.",
    )
    active = sa.text("status = 'ACTIVE'")
    columns = ["created_at", "id"]
    op.create_index("build_workflows_created_at_id_idx", "build_workflows", columns)
    op.create_index("build_workflows_project_id_created_at_id_idx", "build_workflows", ["project_id", *columns])
    op.create_index("build_workflows_build_id_created_at_id_idx", "build_workflows", ["build_id", *columns])
    inbox = ["owner", "since", "id"]
    op.create_index("build_workflows_inbox_idx", "build_workflows", inbox, postgresql_where=active)
    inbox = ["owner", "project_id", "since", "id"]
    op.create_index("build_workflows_project_inbox_idx", "build_workflows", inbox, postgresql_where=active)


def _create_events() -> None:
    position = "place in the log: 1..N, no holes"
    op.create_table(
        "workflow_events",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False, comment=position),
        sa.Column("workflow_id", sa.Uuid, sa.ForeignKey("build_workflows.id"), nullable=False),
        sa.Column("project_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False, comment="place in its workflow: 1..n, no holes"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("phase", sa.Text),
        sa.Column("attempt", sa.Integer),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("from_role", sa.Text),
        sa.Column("to_role", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("notes", sa.Text),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("idempotency_key", sa.Text, comment="of the command, on the first event that it made"),
        sa.Column("request_fingerprint", sa.LargeBinary, comment="of the command, beside its key"),
        sa.Column("command_size", sa.SmallInteger, comment="how many events the command made, beside its key"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("workflow_id", "sequence"),
        comment="The log: append-only, and the truth.",
    )
    op.create_index("workflow_events_project_id_position_idx", "workflow_events", ["project_id", "position"])
    op.create_index(
        "workflow_events_idempotency_idx",
        "workflow_events",
        ["project_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key is not null"),
    )


def _create_head() -> None:
    log_id = "tells this log from any other; cursors carry it"
    op.create_table(
        "log_head",
        sa.Column("log_id", sa.Uuid, primary_key=True, comment=log_id),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("singleton", sa.Integer, nullable=False, unique=True, server_default="1"),
        sa.CheckConstraint("singleton = 1", name="singleton"),
        comment="The last position; its row lock makes positions visible in order.",
    )
    op.execute("insert into log_head (log_id, position) values (gen_random_uuid(), 0)")


def downgrade() -> None:
    op.execute("drop view workflow_handoffs")
    op.drop_table("workflow_events")
    op.execute("drop function workflow_events_refuse_change")
    op.drop_table("build_workflows")
    op.drop_table("log_head")
