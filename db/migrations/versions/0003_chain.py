"""Who holds keys that count in no project, the role that an event was done as, and the chain of hashes over events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LINK = """
create function handoff_link(chained bytea, previous bytea, content text) returns bytea
language sql immutable parallel safe
return sha256(coalesce(chained, previous) || convert_to(content, 'UTF8'))
"""
CHAIN = "create aggregate handoff_chain(bytea, text) (sfunc = handoff_link, stype = bytea)"
"""As a window function over the events of a workflow: their hashes, from the hash before the first of them on."""

BACKFILL = """
with told as (
    select *, case when actor in ('Q_ASSISTANT', 'CODE_WRITER', 'TEST_AUDITOR', 'VERIFICATION_OVERSEER',
                                  'RELEASE_MANAGER') then actor end as role
    from workflow_events
),
chained as (
    select position, role, handoff_chain('', jsonb_build_array(
        position, workflow_id, project_id, sequence, kind, phase, attempt, from_state, to_state, from_role, to_role,
        actor, role, message, notes, data, handoff, idempotency_key, key_holder, encode(request_fingerprint, 'hex'),
        command_size, extract(epoch from recorded_at)
    )::text) over (partition by workflow_id order by sequence) as hash
    from told
)
update workflow_events e set actor_role = c.role, hash = c.hash from chained c where c.position = e.position
"""


def _index_keys(which: str) -> None:
    name, columns = "workflow_events_idempotency_idx", ["idempotency_key", "project_id"]
    op.create_index(name, "workflow_events", columns, unique=True, postgresql_where=sa.text(which))


def upgrade() -> None:
    op.execute(LINK)
    op.execute(CHAIN)
    holder = "in whose name the key counts, if it counts in no project"
    op.add_column("workflow_events", sa.Column("key_holder", sa.Text, comment=holder))
    op.drop_index("workflow_events_idempotency_idx", "workflow_events")
    _index_keys("idempotency_key is not null and key_holder is null")
    held = sa.text("key_holder is not null")
    columns = ["idempotency_key", "key_holder"]
    op.create_index("workflow_events_holder_idx", "workflow_events", columns, unique=True, postgresql_where=held)
    role = "the role it was done as; none for an operator and for the clock"
    op.add_column("workflow_events", sa.Column("actor_role", sa.Text, comment=role))
    chain = "of the event and the hash of the one before in its workflow"
    op.add_column("workflow_events", sa.Column("hash", sa.LargeBinary, comment=chain))
    op.execute("alter table workflow_events disable trigger user")
    op.execute(BACKFILL)
    op.execute("alter table workflow_events enable trigger user")
    op.alter_column("workflow_events", "hash", nullable=False)


def downgrade() -> None:
    op.drop_index("workflow_events_holder_idx", "workflow_events")
    op.drop_index("workflow_events_idempotency_idx", "workflow_events")
    _index_keys("idempotency_key is not null")
    op.drop_column("workflow_events", "key_holder")
    op.drop_column("workflow_events", "hash")
    op.drop_column("workflow_events", "actor_role")
    op.execute("drop aggregate handoff_chain(bytea, text)")
    op.execute("drop function handoff_link(bytea, bytea, text)")
