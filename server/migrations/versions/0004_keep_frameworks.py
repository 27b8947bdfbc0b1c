"""Keep the frameworks that hubs bring along, every version of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of versions; it starts empty."""
    op.create_table(
        "frameworks",
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("hub", "id", "version", name="pk_frameworks"),
        sa.ForeignKeyConstraint(["hub"], ["hubs.id"], name="fk_frameworks_hub"),
    )


def downgrade() -> None:
    """The hubs' own frameworks go. Rooms keep their outlines, and lose the descriptions of the levels."""
    op.drop_table("frameworks")
