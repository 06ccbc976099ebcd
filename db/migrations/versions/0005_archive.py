"""The archive: where workflows that have long been at rest go, each whole, with their events and their keys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

POSITION = "place in the log: 1..N; where there is a hole, the archive has it"
DENSE = "place in the log: 1..N, no holes"
FREEZE = "alter table workflow_events set (autovacuum_vacuum_insert_scale_factor = 0.02)"
FREEZE_AS_ALWAYS = "alter table workflow_events reset (autovacuum_vacuum_insert_scale_factor)"

RENAME = """
do $$ declare found record; begin
    for found in select conname, replace(conname, '{there}', '{here}') as own from pg_constraint
                 where conrelid = '{here}'::regclass and contype = 'n' and conname like '{there}%'
    loop
        execute format('alter table {here} rename constraint %I to %I', found.conname, found.own);
    end loop;
end $$
"""
"""From version 18 on Postgres takes over the names of what must not be null, too."""

KEEP = """
create function {here}_refuse_loss() returns trigger language plpgsql as $$
begin
    if exists (
        select from gone g left join lateral (select * from {there} t where t.position = g.position limit 1) t on true
        where row(t.*) is distinct from row(g.*)
    ) or exists (
        select from (select distinct workflow_id from gone) g
        cross join lateral (select from {here} h where h.workflow_id = g.workflow_id limit 1) left_behind
    ) then
        raise exception '{here} is append-only: DELETE refused' using errcode = 'insufficient_privilege',
            hint = 'A workflow leaves it whole, and once {there} holds the same events.';
    end if;
    return null;
end $$;
"""
"""The limits have each event looked up by an index, however many there are."""

KEPT = """
create trigger {here}_no_loss after delete on {here} referencing old table as gone
for each statement execute function {here}_refuse_loss()
"""
REFUSE = "create trigger {here}_no_{name} before {event} on {here} for each {level} execute function {function}()"
APPEND_ONLY = "workflow_events_refuse_change"
PLACES = (("workflow_events", "archived_events"), ("archived_events", "workflow_events"))


def upgrade() -> None:
    op.add_column(
        "log_head",
        sa.Column(
            "archived_to",
            sa.BigInteger,
            nullable=False,
            server_default="0",
            comment="the highest position that may be in the archive",
        ),
    )
    op.alter_column("workflow_events", "position", comment=POSITION)
    _create_workflows_and_events()
    _create_keys()
    _guard()
    op.execute(FREEZE)


def _create_workflows_and_events() -> None:
    """The same columns in the same order, so that a row goes from one to the other as it is."""
    for here, there in (("archived_workflows", "build_workflows"), ("archived_events", "workflow_events")):
        op.execute(f"create table {here} (like {there} including comments)")
        op.execute(RENAME.format(here=here, there=there))
    op.create_primary_key("archived_workflows_pkey", "archived_workflows", ["id"])
    op.create_primary_key("archived_events_pkey", "archived_events", ["position"])
    names = ("archived_events_workflow_id_fkey", "archived_events", "archived_workflows")
    op.create_foreign_key(*names, ["workflow_id"], ["id"])
    place = ["workflow_id", "sequence"]
    op.create_unique_constraint("archived_events_workflow_id_sequence_key", "archived_events", place)
    op.create_table_comment("archived_workflows", "Workflows at rest, as they were in build_workflows.")
    op.create_table_comment("archived_events", "Their events, as they were in the log.")


def _create_keys() -> None:
    op.create_table(
        "archived_keys",
        sa.Column("workflow_id", sa.Uuid, primary_key=True),
        sa.Column(
            "sequence", sa.BigInteger, primary_key=True, autoincrement=False, comment="of the event that bore it"
        ),
        sa.Column("idempotency_key", sa.Text, nullable=False),
        sa.Column("project_id", sa.Text, nullable=False),
        sa.Column("key_holder", sa.Text, comment="in whose name the key counts, if it counts in no project"),
        sa.ForeignKeyConstraint(
            ["workflow_id", "sequence"], ["archived_events.workflow_id", "archived_events.sequence"]
        ),
        comment="The idempotency keys of archived commands: they are never carried out again.",
    )
    for name, scope, which in (
        ("archived_keys_idempotency_idx", "project_id", "key_holder is null"),
        ("archived_keys_holder_idx", "key_holder", "key_holder is not null"),
    ):
        columns = ["idempotency_key", scope]
        op.create_index(name, "archived_keys", columns, unique=True, postgresql_where=sa.text(which))


def _guard() -> None:
    """An event leaves the log, or the archive, only if the other one holds it, and with all of its workflow."""
    op.execute("drop trigger workflow_events_no_update on workflow_events")
    for here, there in PLACES:
        op.execute(KEEP.format(here=here, there=there))
        op.execute(KEPT.format(here=here))
        op.execute(REFUSE.format(here=here, name="update", event="update", level="row", function=APPEND_ONLY))
    truncate = {"name": "truncate", "event": "truncate", "level": "statement", "function": APPEND_ONLY}
    op.execute(REFUSE.format(here="archived_events", **truncate))
    op.execute(
        f"create or replace function {APPEND_ONLY}() returns trigger language plpgsql as $$ begin "
        "raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege'; "
        "end $$"
    )


def downgrade() -> None:
    """What was archived comes back first: a log of which a part is missing could not be read by an earlier version."""
    for here, there in (("build_workflows", "archived_workflows"), ("workflow_events", "archived_events")):
        op.execute(f"insert into {here} select * from {there}")  # noqa: S608 - no input
    op.execute(FREEZE_AS_ALWAYS)
    op.drop_table("archived_keys")
    for here, _ in PLACES:
        op.execute(f"drop trigger {here}_no_loss on {here}")
        op.execute(f"drop function {here}_refuse_loss")
    op.execute("drop trigger workflow_events_no_update on workflow_events")
    both = {"name": "update", "event": "update or delete", "level": "row", "function": APPEND_ONLY}
    op.execute(REFUSE.format(here="workflow_events", **both))
    op.drop_table("archived_events")
    op.drop_table("archived_workflows")
    op.alter_column("workflow_events", "position", comment=DENSE)
    op.drop_column("log_head", "archived_to")
