"""Makes a room's row, its first events, people and links, in one transaction; the short code is chosen here."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, exists, insert, select
from sqlmodel import col

from server.store.batch import Batch, Growth, Reply
from server.store.database import Database
from server.store.kept import KeptRooms
from server.tables import Link, Person, RoomRow
from sessions import codec
from sessions.events import Event

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike when read from a wall
CODE_LENGTH = 6


class NewRoom(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of rooms shows of a room to be made."""

    id: str
    title: str
    starts_at: datetime
    hub: str | None = None


class Made(msgspec.Struct, frozen=True):
    """A new room's first events, and its short code."""

    reply: Reply
    code: str


def found(
    database: Database, connection: Connection, new: NewRoom, events: Sequence[Event], people: Sequence[Person],
    links: Sequence[Link], at: datetime,
) -> Made:  # fmt: skip
    """Write all of a new room within the transaction at hand."""
    growth = Growth(new.id, None, codec.GENESIS)
    growth.add(events, at)
    room = RoomRow(
        id=new.id, hub=new.hub, code=_free_code(connection), title=new.title, state="prepared", starts_at=new.starts_at,
        created_at=at, seq=0, digest=codec.GENESIS,
    )  # fmt: skip
    for table, rows in ((RoomRow, [room]), (Person, people), (Link, links)):  # each points at the one before
        if rows:
            connection.execute(insert(table), [row.model_dump() for row in rows])
    Batch(database, connection, KeptRooms(0, 0), lambda: at, rooms={new.id: growth}).write()
    return Made(Reply(1, growth.seq, tuple(growth.recorded), is_new=True), room.code)


def _free_code(connection: Connection) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if not connection.scalar(select(exists().where(col(RoomRow.code) == code))):
            return code
