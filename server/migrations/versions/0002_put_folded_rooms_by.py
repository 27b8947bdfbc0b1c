"""Put folded rooms by, so that a long log opens quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of copies; it starts empty and fills by itself."""
    op.create_table(
        "folded",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("room", name="pk_folded"),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_folded_room"),
    )


def downgrade() -> None:
    """Nothing is lost: the logs stay."""
    op.drop_table("folded")
