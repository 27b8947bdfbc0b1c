"""Name the facilitators of a hub, with links that work once; let rooms be archived.

A process of the version before goes on serving meanwhile: what is new may be empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables, and a column in each of two."""
    _make_facilitators()
    _make_one_time_links()
    op.add_column("rooms", sa.Column("archived_at", sa.String(24), nullable=True))
    with op.batch_alter_table("seats") as seats:
        seats.add_column(sa.Column("facilitator", sa.String(), nullable=True))
        seats.create_foreign_key("fk_seats_facilitator", "facilitators", ["facilitator"], ["id"])
        seats.create_index("ix_seats_facilitator", ["facilitator"])


def downgrade() -> None:
    """Facilitators go, and with them the desks they sit at; the hubs' own links still open every desk."""
    op.execute("DELETE FROM seats WHERE facilitator IS NOT NULL")
    with op.batch_alter_table("seats") as seats:
        seats.drop_index("ix_seats_facilitator")
        seats.drop_constraint("fk_seats_facilitator", type_="foreignkey")
        seats.drop_column("facilitator")
    op.drop_column("rooms", "archived_at")
    op.drop_table("one_time_links")
    op.drop_table("facilitators")


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _instant(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(24), nullable=optional)


def _make_facilitators() -> None:
    op.create_table(
        "facilitators",
        _text("id"),
        _text("hub"),
        _text("name"),
        _text("email"),
        _text("passphrase", optional=True),
        _instant("created_at"),
        _instant("joined_at", optional=True),
        _instant("removed_at", optional=True),
        sa.PrimaryKeyConstraint("id", name="pk_facilitators"),
        sa.UniqueConstraint("hub", "email", name="uq_facilitators_hub_email"),
        sa.ForeignKeyConstraint(["hub"], ["hubs.id"], name="fk_facilitators_hub"),
    )
    op.create_index("ix_facilitators_email", "facilitators", ["email"])


def _make_one_time_links() -> None:
    op.create_table(
        "one_time_links",
        _text("token"),
        sa.Column("kind", sa.String(16), nullable=False),
        _text("hub", optional=True),
        _text("facilitator", optional=True),
        _text("email"),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", optional=True),
        sa.PrimaryKeyConstraint("token", name="pk_one_time_links"),
        sa.ForeignKeyConstraint(["hub"], ["hubs.id"], name="fk_one_time_links_hub"),
        sa.ForeignKeyConstraint(["facilitator"], ["facilitators.id"], name="fk_one_time_links_facilitator"),
    )
    op.create_index("ix_one_time_links_facilitator", "one_time_links", ["facilitator"])
    op.create_index("ix_one_time_links_expires_at", "one_time_links", ["expires_at"])
