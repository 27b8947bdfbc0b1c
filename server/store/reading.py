"""Reads a room's log: events with what stands beside them, heads, and the proof that nothing was changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.store import folded
from server.store.database import Database
from server.store.faults import LogNewer
from sessions import codec
from sessions.events import Recorded
from sessions.evolve import fold
from sessions.room import Room

EVENTS = """
SELECT e.seq, e.record, t.field, t.value FROM events e
LEFT JOIN texts t ON t.room = e.room AND t.seq = e.seq
WHERE e.room = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq"""

RECORDS = "SELECT seq, record, digest FROM events WHERE room = ? AND seq > ? AND seq <= ? ORDER BY seq"
TEXTS = "SELECT seq, field, salt, value FROM texts WHERE room = ? AND seq > ? AND seq <= ? ORDER BY seq, field"
HEAD = "SELECT seq, digest FROM rooms WHERE id = ?"

END = 2**31 - 1  # beyond the last event of any log
AT_ONCE = 1000  # records looked at in one go while proving a log

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class LogRow(msgspec.Struct, frozen=True):
    """An event as it is kept: the record over hashes, and the log's digest up to it."""

    seq: int
    record: dict[str, Any]
    digest: str


class Verdict(msgspec.Struct, frozen=True):
    """What looking through a whole log found: its end, and a sentence for each thing that is not as it was written."""

    seq: int
    digest: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults


def events(database: Database, connection: Connection, room: str, after: int, until: int = END) -> list[Recorded]:
    """The events after one seq up to and including another, texts put back. Raises LogNewer."""
    rows = database.read(connection, EVENTS, (room, after, until))
    found = []
    with _as_a_fault():
        for (_, record), parts in groupby(rows, key=lambda row: (row[0], row[1])):
            beside = {field: value for _, _, field, value in parts if field is not None}
            found.append(codec.from_record(_decode(record), beside))
    return found


def latest(
    database: Database, connection: Connection, secret: bytes, room: str, kept: Room | None
) -> tuple[Room | None, list[Recorded]]:
    """A room as its log has it now, and the events that led there from what was kept or put by; none: no such room."""
    start = kept or folded.load(database, connection, secret, room)
    news = events(database, connection, room, start.seq if start else 0)
    return fold(news, start) if news else start, news


def records(database: Database, connection: Connection, room: str, after: int, until: int = END) -> list[LogRow]:
    """The same stretch as it is kept."""
    rows = database.read(connection, RECORDS, (room, after, until))
    return [LogRow(seq, _decode(record), digest) for seq, record, digest in rows]


def verify(database: Database, connection: Connection, room: str) -> Verdict | None:
    """Work the whole digest out anew, and hold every text against its hash; none where there is no such room."""
    heads = database.read(connection, HEAD, (room,))
    if not heads:
        return None
    head, digest = heads[0]
    faults: list[str] = []
    seq, chained = 0, codec.GENESIS
    while stretch := records(database, connection, room, seq, min(seq + AT_ONCE, head)):
        texts = database.read(connection, TEXTS, (room, seq, min(seq + AT_ONCE, head)))
        for row in stretch:
            chained = codec.chain(chained, row.record)
            faults += _faults_of(row, seq + 1, chained)
            seq = row.seq
        with _as_a_fault():
            faults += _faults_of_texts(stretch, texts)
    if seq != head or chained != digest:
        faults.append(f"The log ends at event {seq}, but the room says {head} or another digest.")
    return Verdict(seq, chained, tuple(faults))


@contextmanager
def _as_a_fault() -> Iterator[None]:
    try:
        yield
    except codec.RecordNewer as error:
        raise LogNewer from error


def _faults_of(row: LogRow, expected: int, chained: str) -> list[str]:
    faults = []
    if row.seq != expected or row.record.get("seq") != row.seq:
        faults.append(f"Event {expected} is missing or out of its place.")
    if row.digest != chained:
        faults.append(f"Event {row.seq} is not what its digest was made from.")
    return faults


def _faults_of_texts(stretch: list[LogRow], texts: Sequence[Sequence[Any]]) -> list[str]:
    by_seq = {row.seq: row.record for row in stretch}
    return [
        f"The text “{field}” of event {seq} is not the one it was written with."
        for seq, field, salt, value in texts
        if seq not in by_seq or not codec.holds(by_seq[seq], codec.Beside(field, salt, value))
    ]
