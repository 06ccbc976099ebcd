"""What keeps lists and inboxes quick when there are very many workflows."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAME = "build_workflows_status_created_at_id_idx"


def upgrade() -> None:
    op.create_index(_NAME, "build_workflows", ["status", "created_at", "id"])


def downgrade() -> None:
    op.drop_index(_NAME, "build_workflows")
