"""What the tests of the store share: a room to write in, notes to write, a clock, and a way to change rows unseen."""

from datetime import datetime, timedelta
from typing import Any

from server.store import NewRoom, Reply, Store
from server.store.database import open_database
from sessions import codec
from sessions.events import Event, NoteWritten
from sessions.room import Room
from tests.sessions.cast import S1, START, a_room

SECRET = b"for tests alone, thirty-two bytes"


class VirtualClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now

    def move(self, seconds: float) -> None:
        """Put it forward, or back."""
        self.now += timedelta(seconds=seconds)


class Note:
    """A note as a rule would write it: the decision, and the body its command came in."""

    def __init__(self, entry: str, text: str = "We listen.") -> None:
        self.entry, self.text = entry, text

    @property
    def body(self) -> bytes:
        """The command in canonical JSON."""
        return codec.canonical({"kind": "WriteNote", "id": self.entry, "entry": self.entry, "text": self.text})

    def __call__(self, room: Room, at: datetime) -> list[Event]:  # noqa: ARG002
        """Decide."""
        return [NoteWritten(entry=self.entry, slot=S1, text=self.text, by="p_imogen")]


async def a_prepared_room(store: Store, room_id: str = "r_1") -> str:
    """Wexmoor Vale's room."""
    await store.create_room(NewRoom(id=room_id, title="Wexmoor Vale peer review", starts_at=START), a_room())
    return room_id


async def write_note(
    store: Store, room_id: str, entry: str, text: str = "We listen.", actor: str | None = "p_imogen"
) -> Reply:
    """Have a note written by a command of the same id."""
    note = Note(entry, text)
    return await store.append(room_id, entry, note.body, actor, note)


def write_as_a_newer_version(
    address: str, room_id: str, kind: str = "WrittenByANewerVersion", version: int = codec.VERSION
) -> None:
    """Append what a later version of this program would: by default, an event that this one has never heard of."""
    ((seq, digest),) = rows(address, "SELECT seq, digest FROM rooms WHERE id = ?", room_id)
    at = "2026-11-12T12:00:00.000Z"
    record = {"seq": seq + 1, "at": at, "v": version, "kind": kind, "entry": "n-1", "slot": S1, "text": "sha256:0"}
    digest = codec.chain(digest, record)
    rows(
        address, "INSERT INTO events (room, seq, at, kind, record, digest) VALUES (?, ?, ?, ?, ?, ?)",
        room_id, seq + 1, at, kind, codec.canonical(record).decode(), digest,
    )  # fmt: skip
    rows(address, "UPDATE rooms SET seq = ?, digest = ? WHERE id = ?", seq + 1, digest, room_id)


def rows(address: str, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run a statement behind the store's back."""
    database = open_database(address)
    with database.writer.connect() as connection, connection.begin():
        if statement.startswith("SELECT"):
            found = [tuple(row) for row in database.read(connection, statement, parameters)]
        else:
            database.write(connection, [(statement, [parameters])])
            found = []
    database.close()
    return found
