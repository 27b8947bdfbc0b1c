"""Keep how a room's invitation begins, and what becomes of each letter."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables; both start empty."""
    op.create_table(
        "invitations",
        _text("room"),
        sa.Column("opening", sa.Text(), nullable=False),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("room", name="pk_invitations"),
        _points("invitations", "room", "rooms.id"),
    )
    op.create_table(
        "letters",
        _text("id"),
        _text("room"),
        _text("person"),
        sa.Column("state", sa.String(16), nullable=False),
        _text("why"),
        _text("link", optional=True),
        _text("asked_by"),
        _instant("asked_at"),
        _instant("begun_at", optional=True),
        _instant("ended_at", optional=True),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        _points("letters", "room", "rooms.id"),
        _points("letters", "person", "people.id"),
        _points("letters", "link", "links.token"),
    )
    op.create_index("ix_letters_state", "letters", ["state"])
    op.create_index("ix_letters_room_person", "letters", ["room", "person"])


def downgrade() -> None:
    """What became of the letters is forgotten; the links they carried stay."""
    op.drop_table("letters")
    op.drop_table("invitations")


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _instant(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(24), nullable=optional)


def _points(table: str, column: str, at: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [at], name=f"fk_{table}_{column}")
