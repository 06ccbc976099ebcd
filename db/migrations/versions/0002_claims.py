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
where
"""
BY_ROLES = "from_role is distinct from to_role"
MARK_HANDOFFS = "update workflow_events set handoff = from_role is distinct from to_role or kind = 'RESUMED'"

WAITING = """
update build_workflows w
set details = jsonb_build_object('notes', w.notes), waits_for = case when w.status = 'ACTIVE' then w.owner end,
    waiting = e.sequence, since = e.recorded_at
from (
    select distinct on (workflow_id) workflow_id, sequence, recorded_at from workflow_events
    where kind = 'RESUMED' or from_state is distinct from to_state
    order by workflow_id, sequence desc
) e
where e.workflow_id = w.id
"""
TRIED = """
with entered as (
    select workflow_id, to_state, kind, notes,
           count(*) over (partition by workflow_id, to_state order by sequence) as attempt
    from workflow_events where from_state is distinct from to_state
),
lost as (
    select workflow_id, to_state as phase, attempt - 1 as attempt,
           case when length(notes) <= 300 then notes else left(notes, 297) || '...' end as reason,
           row_number() over (partition by workflow_id, to_state order by attempt desc) as age
    from entered where kind in ('PHASE_FAILED', 'RETRY_REQUESTED')
),
tried as (
    select workflow_id, phase, jsonb_agg(jsonb_build_array(attempt, reason) order by attempt) as tries
    from lost where age <= 20 group by workflow_id, phase
),
records as (
    select w.id, jsonb_object_agg(t.phase, w.phases -> t.phase || jsonb_build_object('tried', t.tries)) as changed
    from tried t join build_workflows w on w.id = t.workflow_id group by w.id
)
update build_workflows w set phases = w.phases || r.changed from records r where r.id = w.id
"""
"""The reasons of the latest 20 rounds that each phase has lost, as the fold of the events has them from now on."""


def upgrade() -> None:
    _add_columns()
    op.execute(WAITING)
    op.execute(TRIED)
    for column in ("details", "waiting"):
        op.alter_column("build_workflows", column, nullable=False)
    op.drop_column("build_workflows", "notes")
    _index()
    op.add_column("log_head", sa.Column("secret", sa.LargeBinary, comment="signs the tokens of claims"))
    op.execute("update log_head set secret = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())")
    op.alter_column("log_head", "secret", nullable=False)
    handoff = "whether responsibility passed by it"
    op.add_column("workflow_events", sa.Column("handoff", sa.Boolean, comment=handoff))
    op.execute("alter table workflow_events disable trigger user")
    op.execute(MARK_HANDOFFS)
    op.execute("alter table workflow_events enable trigger user")
    op.alter_column("workflow_events", "handoff", nullable=False)
    op.execute(HANDOFFS + "handoff")


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
    op.execute(HANDOFFS + BY_ROLES)
    op.drop_column("workflow_events", "handoff")
    op.drop_column("log_head", "secret")
    op.add_column("build_workflows", sa.Column("notes", JSONB, comment="sequences of the latest notes"))
    op.execute("update build_workflows set notes = coalesce(details -> 'notes', '[]')")
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
