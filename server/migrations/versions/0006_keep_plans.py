"""Keep reviews that are being set up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of plans."""
    op.create_table(
        "plans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(24), nullable=False),
        sa.Column("claimed_at", sa.String(24), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.ForeignKeyConstraint(["hub"], ["hubs.id"], name="fk_plans_hub"),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_plans_room"),
    )
    op.create_index("ix_plans_hub", "plans", ["hub"])


def downgrade() -> None:
    """Plans go; rooms made from them stay."""
    op.drop_index("ix_plans_hub", table_name="plans")
    op.drop_table("plans")
