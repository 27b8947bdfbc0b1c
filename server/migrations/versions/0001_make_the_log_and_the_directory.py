"""Make the log and the directory."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The log: rooms, events, texts, replies. The directory: hubs, people, links, sessions, seats."""
    _make_rooms()
    _make_the_log()
    _make_people_and_links()
    _make_sessions()


def downgrade() -> None:
    """Everything goes, with what is in it."""
    for table in ("seats", "sessions", "links", "people", "replies", "texts", "events", "rooms", "hubs"):
        op.drop_table(table)


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _instant(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(24), nullable=optional)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _points(table: str, column: str, at: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [at], name=f"fk_{table}_{column}", ondelete=ondelete)


def _make_rooms() -> None:
    op.create_table(
        "hubs",
        _text("id"),
        _text("name"),
        _text("passphrase", optional=True),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_hubs"),
    )
    op.create_table(
        "rooms",
        _text("id"),
        _text("hub", optional=True),
        _text("code"),
        _text("title"),
        _text("state"),
        _instant("starts_at"),
        _instant("created_at"),
        _number("seq"),
        _text("digest"),
        _number("people"),
        sa.PrimaryKeyConstraint("id", name="pk_rooms"),
        sa.UniqueConstraint("code", name="uq_rooms_code"),
        _points("rooms", "hub", "hubs.id"),
    )
    op.create_index("ix_rooms_hub", "rooms", ["hub"])


def _make_the_log() -> None:
    op.create_table(
        "events",
        _text("room"),
        _number("seq"),
        _instant("at"),
        _text("kind"),
        sa.Column("record", sa.Text(), nullable=False),
        _text("digest"),
        sa.PrimaryKeyConstraint("room", "seq", name="pk_events"),
        _points("events", "room", "rooms.id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "texts",
        _text("room"),
        _number("seq"),
        _text("field"),
        _text("salt"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("room", "seq", "field", name="pk_texts"),
        _points("texts", "room", "rooms.id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "replies",
        _text("room"),
        _text("command"),
        _text("body"),
        _text("actor", optional=True),
        _number("first_seq"),
        _number("last_seq"),
        sa.PrimaryKeyConstraint("room", "command", name="pk_replies"),
        _points("replies", "room", "rooms.id"),
        sqlite_with_rowid=False,
    )


def _make_people_and_links() -> None:
    op.create_table(
        "people",
        _text("id"),
        _text("room"),
        _text("name"),
        _text("email"),
        _text("job_title"),
        _text("organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        _points("people", "room", "rooms.id"),
    )
    op.create_index("ix_people_room", "people", ["room"])
    op.create_table(
        "links",
        _text("token"),
        sa.Column("kind", sa.String(16), nullable=False),
        _text("hub", optional=True),
        _text("room", optional=True),
        _text("person", optional=True),
        _instant("created_at"),
        _instant("revoked_at", optional=True),
        sa.PrimaryKeyConstraint("token", name="pk_links"),
        _points("links", "hub", "hubs.id"),
        _points("links", "room", "rooms.id"),
        _points("links", "person", "people.id"),
    )
    op.create_index("ix_links_hub", "links", ["hub"])
    op.create_index("ix_links_room_person", "links", ["room", "person"])


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        _text("id"),
        _instant("created_at"),
        _instant("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "seats",
        _text("session"),
        _text("seat"),
        sa.Column("kind", sa.String(16), nullable=False),
        _text("hub", optional=True),
        _text("room", optional=True),
        _text("person", optional=True),
        _text("link", optional=True),
        _instant("taken_at"),
        sa.PrimaryKeyConstraint("session", "seat", name="pk_seats"),
        _points("seats", "session", "sessions.id", ondelete="CASCADE"),
        _points("seats", "hub", "hubs.id"),
        _points("seats", "room", "rooms.id"),
        _points("seats", "person", "people.id"),
        _points("seats", "link", "links.token"),
    )
    op.create_index("ix_seats_room_person", "seats", ["room", "person"])
    op.create_index("ix_seats_link", "seats", ["link"])
