"""Keep what the check page found, so that a facilitator sees before the day whose network will do."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The latest result of each device of each institution; a process of the version before does not mind it."""
    op.create_table(
        "checks",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("browser", sa.String(16), nullable=False),
        sa.Column("live", sa.String(16), nullable=False),
        sa.Column("live_ms", sa.Integer(), nullable=True),
        sa.Column("fallback", sa.String(16), nullable=False),
        sa.Column("fallback_ms", sa.Integer(), nullable=True),
        sa.Column("clock", sa.Integer(), nullable=True),
        sa.Column("cookies", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("room", "institution", "device", name="pk_checks"),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_checks_room", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """What was found can be found again."""
    op.drop_table("checks")
