"""The tables, for SQLite and PostgreSQL alike. Rows only: what is done with them stands in `store` and `directory`.

`rooms`, `events`, `texts` and `replies` are the log: ids and hashes, with the removable texts beside. `people`,
`links`, `sessions`, `seats`, `hubs`, `facilitators` and `one_time_links` are the directory: who the ids are, and how
they get in; `invitations` and `letters` say how they are invited. `checks` is what the check page found, `plans` are
reviews that are being set up, `frameworks` the maturity models that hubs brought along. Instants are kept as text in
UTC to the millisecond, which sorts, reads and compares the same everywhere.
"""

from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import Dialect, Index, MetaData, String, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

ONE_TREE = {"sqlite_with_rowid": False}  # SQLite then writes one page for a row and its key, not two

LinkKind = Literal["person", "join", "screen", "hub"]
OneTimeKind = Literal["founding", "invitation", "sign_in"]
LetterState = Literal["waiting", "leaving", "sent", "failed", "doubtful", "by_hand"]


def stamp(at: datetime) -> str:
    """An instant as the tables and the log write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Instant(TypeDecorator[datetime]):
    """A datetime with time zone, kept as text in UTC."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To text."""
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From text."""
        return None if value is None else datetime.fromisoformat(value)


class Row(SQLModel):
    """What all tables share: one catalogue, with constraints named so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _kind() -> str:
    return cast(str, Field(sa_type=String(16)))


class Hub(Row, table=True):
    """An organisation that runs reviews. `passphrase` is an argon2 hash, or none where links are enough."""

    __tablename__ = "hubs"

    id: str = Field(primary_key=True)
    name: str
    passphrase: str | None = None
    created_at: datetime = Field(sa_type=Instant)


class Facilitator(Row, table=True):
    """Somebody who runs reviews for a hub; whoever belongs to several hubs has a row in each, with the same address.

    `email` is written in small letters. `passphrase` is an argon2 hash, or none where links by e-mail are enough;
    `joined_at` is none until the invitation was followed; `removed_at` is set when somebody leaves, and the words go.
    """

    __tablename__ = "facilitators"
    __table_args__ = (UniqueConstraint("hub", "email"),)

    id: str = Field(primary_key=True)
    hub: str = Field(foreign_key="hubs.id")
    name: str
    email: str = Field(index=True)
    passphrase: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    joined_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class OneTimeLink(Row, table=True):
    """A link that works once and not for long: `token` is the SHA-256 of what stands in the address.

    `founding` makes a hub (or gives the one named its first facilitator), `invitation` brings a facilitator in,
    `sign_in` was sent to an e-mail address and opens every hub of that address.
    """

    __tablename__ = "one_time_links"

    token: str = Field(primary_key=True)
    kind: str = _kind()
    hub: str | None = Field(default=None, foreign_key="hubs.id")
    facilitator: str | None = Field(default=None, foreign_key="facilitators.id", index=True)
    email: str = ""
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class FrameworkRow(Row, table=True):
    """A version of a hub's own framework, in canonical JSON. Version 0 was imported and is not kept yet.

    `by` is the facilitator who imported it; empty where somebody came by the hub's own link. A retired version makes no
    new rooms.
    """

    __tablename__ = "frameworks"

    hub: str = Field(primary_key=True, foreign_key="hubs.id")
    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    title: str
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    by: str = ""
    retired_at: datetime | None = Field(default=None, sa_type=Instant)


class RoomRow(Row, table=True):
    """A room: the head of its log, and what a list of rooms shows. `people` counts changes to its directory."""

    __tablename__ = "rooms"

    id: str = Field(primary_key=True)
    hub: str | None = Field(default=None, foreign_key="hubs.id", index=True)
    code: str = Field(unique=True)
    title: str
    state: str
    starts_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    seq: int
    digest: str
    people: int = 0
    archived_at: datetime | None = Field(default=None, sa_type=Instant)


class EventRow(Row, table=True):
    """An event as `codec.to_record` writes it, in canonical JSON; `digest` is the log's digest up to here."""

    __tablename__ = "events"
    __table_args__ = ONE_TREE

    room: str = Field(primary_key=True, foreign_key="rooms.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    kind: str
    record: str = Field(sa_type=Text)
    digest: str


class TextRow(Row, table=True):
    """A value kept beside its event, as JSON, so that it can be deleted for good."""

    __tablename__ = "texts"
    __table_args__ = ONE_TREE

    room: str = Field(primary_key=True, foreign_key="rooms.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    field: str = Field(primary_key=True)
    salt: str
    value: str = Field(sa_type=Text)


class ReplyRow(Row, table=True):
    """What a command was answered with: events `first_seq` to `last_seq`, none where first is one past last.

    `body` is a keyed hash, for a plain one could be guessed; `actor` is absent for anonymous commands.
    """

    __tablename__ = "replies"
    __table_args__ = ONE_TREE

    room: str = Field(primary_key=True, foreign_key="rooms.id")
    command: str = Field(primary_key=True)
    body: str
    actor: str | None = None
    first_seq: int
    last_seq: int


class FoldedRow(Row, table=True):
    """A room folded up to event `seq` and packed; a copy, see `server.store.folded`."""

    __tablename__ = "folded"

    room: str = Field(primary_key=True, foreign_key="rooms.id")
    seq: int
    seal: str
    state: bytes


class Person(Row, table=True):
    """Who a person id is. Erasing a person empties the words and keeps the id."""

    __tablename__ = "people"

    id: str = Field(primary_key=True)
    room: str = Field(foreign_key="rooms.id", index=True)
    name: str
    email: str = ""
    job_title: str = ""
    organisation: str = ""


class Link(Row, table=True):
    """A way in: `token` is the SHA-256 of what stands in the address, so that the table opens no doors."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "room", "person"),)

    token: str = Field(primary_key=True)
    kind: str = _kind()
    hub: str | None = Field(default=None, foreign_key="hubs.id", index=True)
    room: str | None = Field(default=None, foreign_key="rooms.id")
    person: str | None = Field(default=None, foreign_key="people.id")
    created_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class BrowserSession(Row, table=True):
    """A browser that came in; `id` is the SHA-256 of what its cookie holds."""

    __tablename__ = "sessions"

    id: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)


class SeatRow(Row, table=True):
    """A place that a browser holds: a person in a room, the room's screen, or a hub's desk. `link` is how it came.

    At a desk `facilitator` says who sits there; none for whoever came by the hub's own link or passphrase.
    """

    __tablename__ = "seats"
    __table_args__ = (Index(None, "room", "person"),)

    session: str = Field(primary_key=True, foreign_key="sessions.id", ondelete="CASCADE")
    seat: str = Field(primary_key=True)
    kind: str = _kind()
    hub: str | None = Field(default=None, foreign_key="hubs.id")
    room: str | None = Field(default=None, foreign_key="rooms.id")
    person: str | None = Field(default=None, foreign_key="people.id")
    link: str | None = Field(default=None, foreign_key="links.token", index=True)
    facilitator: str | None = Field(default=None, foreign_key="facilitators.id", index=True)
    taken_at: datetime = Field(sa_type=Instant)


class CheckRow(Row, table=True):
    """What the check page found on one device of an institution, the last time it was opened there.

    `device` is a number that the browser drew for this room alone. Nothing else says whose device it is: no address, no
    person, and of the browser only its family. `clock` is seconds ahead of the server's.
    """

    __tablename__ = "checks"

    room: str = Field(primary_key=True, foreign_key="rooms.id", ondelete="CASCADE")
    institution: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    browser: str = _kind()
    live: str = _kind()
    live_ms: int | None = None
    fallback: str = _kind()
    fallback_ms: int | None = None
    clock: int | None = None
    cookies: bool
    words: bool


class PlanRow(Row, table=True):
    """A review that is being set up: what was typed, as JSON, until a room is made from it.

    `claimed_at` is when somebody began to make it.
    """

    __tablename__ = "plans"

    id: str = Field(primary_key=True)
    hub: str = Field(foreign_key="hubs.id", index=True)
    title: str
    body: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    room: str | None = Field(default=None, foreign_key="rooms.id")


class InvitationRow(Row, table=True):
    """How the letters of a room begin, where a facilitator wrote it."""

    __tablename__ = "invitations"

    room: str = Field(primary_key=True, foreign_key="rooms.id")
    opening: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=Instant)


class LetterRow(Row, table=True):
    """A letter that invites a person to a room. Its words and its address are not here: they are made when it leaves.

    `waiting` to leave; `leaving`, in the hands of the mail server; `sent`, taken by it; `failed`, with `why`;
    `doubtful`: the line or the program broke while it was leaving, so nobody knows; `by_hand`: shown, to be copied.
    `link` is the link that it carries, `asked_by` the person who asked for it: answers go to them.
    """

    __tablename__ = "letters"
    __table_args__ = (Index(None, "room", "person"),)

    id: str = Field(primary_key=True)
    room: str = Field(foreign_key="rooms.id")
    person: str = Field(foreign_key="people.id")
    state: str = Field(sa_type=String(16), index=True)
    why: str = ""
    link: str | None = Field(default=None, foreign_key="links.token")
    asked_by: str = ""
    asked_at: datetime = Field(sa_type=Instant)
    begun_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
