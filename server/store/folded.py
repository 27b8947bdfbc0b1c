"""Rooms folded up to some event and put by, so that a long log is not folded anew whenever a process starts.

Never the truth: a copy that anybody may delete. It is used only where it was made by this very core from this very log
(a keyed seal over both says so), and it goes when a word is removed, in the same transaction, for it holds words.
"""

import hashlib
import hmac
from functools import cache
from pathlib import Path

import msgspec
from sqlalchemy import Connection

import sessions
from server.store.database import Database
from sessions.room import Room

EVERY = 100  # events: so many at most are folded on top of what was put by

LOAD = """
SELECT f.seq, f.seal, f.state, e.digest FROM folded f JOIN events e ON e.room = f.room AND e.seq = f.seq
WHERE f.room = ?"""
NEWER = """
SELECT 1 FROM folded WHERE room = ? AND seq >= ?
UNION ALL SELECT 1 FROM events WHERE room = ? AND seq > ? AND kind = 'TextRemoved'"""
DIGEST = "SELECT digest FROM events WHERE room = ? AND seq = ?"
DELETE = "DELETE FROM folded WHERE room = ?"
INSERT = "INSERT INTO folded (room, seq, seal, state) VALUES (?, ?, ?, ?)"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Room).decode


def is_due(before: int, after: int) -> bool:
    """Whether a log that grew so far should have its room put by."""
    return before // EVERY != after // EVERY


def packed(room: Room) -> bytes:
    """A room as it is put by."""
    return _encode(room)


def put_by(database: Database, connection: Connection, secret: bytes, room_id: str, seq: int, state: bytes) -> None:
    """Keep a packed room, unless a later one is kept or a word was removed since. The room's lock must be held."""
    if database.read(connection, NEWER, (room_id, seq, room_id, seq)):
        return
    ((digest,),) = database.read(connection, DIGEST, (room_id, seq))
    row = (room_id, seq, _seal(secret, room_id, digest, state), state)
    database.write(connection, [(DELETE, [(room_id,)]), (INSERT, [row])])


def load(database: Database, connection: Connection, secret: bytes, room_id: str) -> Room | None:
    """The room that was put by, if it can be trusted."""
    for _, seal, state, digest in database.read(connection, LOAD, (room_id,)):
        if hmac.compare_digest(seal, _seal(secret, room_id, digest, bytes(state))):
            return _decode(state)
    return None


def _seal(secret: bytes, room_id: str, digest: str, state: bytes) -> str:
    said = b"\0".join((_core().encode(), room_id.encode(), digest.encode(), state))
    return hmac.digest(secret, said, "sha256").hex()


@cache
def _core() -> str:
    """What the core is made of: another one may fold otherwise."""
    files = sorted(path for folder in sessions.__path__ for path in Path(folder).glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
