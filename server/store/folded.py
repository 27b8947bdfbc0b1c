"""Rooms folded up to some event and put by, so that a long log is not folded anew whenever a process starts.

Never the truth: a copy that anybody may delete. It is used only where it was made by this very program from this very
log (a keyed seal over both says so), and it goes when a word is removed, in the same transaction, for it holds words.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

import sessions
from server.store.database import Database
from sessions.growing import Growing
from sessions.room import Action, Entry, Question, Room, Words

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
_decode_room = msgspec.msgpack.Decoder(Room).decode
_decode_packed = msgspec.msgpack.Decoder(tuple[memoryview, ...]).decode

PARTS: Mapping[str, Callable[[memoryview], dict[str, Any]]] = {
    "questions": msgspec.msgpack.Decoder(dict[str, Question]).decode,
    "entries": msgspec.msgpack.Decoder(dict[str, Entry]).decode,
    "actions": msgspec.msgpack.Decoder(dict[str, Action]).decode,
    "texts": msgspec.msgpack.Decoder(dict[str, Words | None]).decode,
}
"""What grows with the log. Each is packed by itself, and unpacked only when somebody looks into it."""

Things = Mapping[str, Mapping[str, Any]]  # the parts by name


def is_due(before: int, after: int) -> bool:
    """Whether a log that grew so far should have its room put by."""
    return before // EVERY != after // EVERY


def packed(room: Room) -> bytes:
    """A room as it is put by. Words that stand in a question, entry or action are not packed twice."""
    things = {name: dict(getattr(room, name)) for name in PARTS}
    own = _own_words(things)
    things["texts"] = {
        **{place: words for place, words in room.texts.items() if own.get(place) != words},
        **{place: None for place in own if place not in room.texts},
    }
    bare = replace(room, **{name: {} for name in PARTS})
    return _encode([_encode(bare), *map(_encode, things.values())])


def unpacked(state: bytes) -> Room:
    """The room again; its parts wait until they are needed."""
    bare, *parts = _decode_packed(state)
    things = {name: Growing.later(partial(PARTS[name], part)) for name, part in zip(PARTS, parts, strict=True)}
    things["texts"] = Growing.later(partial(_all_words, dict(things)))
    return replace(_decode_room(bare), **things)


def _own_words(things: Things) -> dict[str, Words]:
    """The words that things hold themselves, where they stand unless they were changed or removed."""
    return {
        f"{one.seq}/text": Words(one.text, one.slot)
        for name in ("questions", "entries", "actions")
        for one in things[name].values()
    }


def _all_words(things: Things) -> dict[str, Words]:
    """All words of a room in the order of the log: those of the things, and what was packed beside them."""
    found = {**_own_words(things), **things["texts"]}
    in_order = sorted(found.items(), key=lambda one: int(one[0].split("/")[0]))
    return {place: words for place, words in in_order if words is not None}


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
        if hmac.compare_digest(seal, _seal(secret, room_id, digest, state)):
            return unpacked(state)
    return None


def _seal(secret: bytes, room_id: str, digest: str, state: bytes) -> str:
    mac = hmac.new(secret, b"\0".join((_core().encode(), room_id.encode(), digest.encode(), b"")), "sha256")
    mac.update(state)  # by itself, for it may be long
    return mac.hexdigest()


@cache
def _core() -> str:
    """What the core and the way of packing are made of: others may fold or pack otherwise."""
    files = sorted(path for folder in sessions.__path__ for path in Path(folder).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in (*files, Path(__file__)))).hexdigest()
