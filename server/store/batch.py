"""What waits to be written, decided and written within one transaction: commands of any rooms, one after the other.

A command is decided on the room as the one before left it. Nothing is written before all are decided, so that one that
is refused leaves nothing to undo.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.store import folded, reading
from server.store.database import Database
from server.store.faults import CommandReused, LogNewer, RoomUnknown
from server.store.kept import KeptRooms
from server.tables import Person, stamp
from sessions import codec
from sessions.events import Event, PlanChanged, Recorded, TextRemoved
from sessions.evolve import evolve
from sessions.room import Room

Decide = Callable[[Room, datetime], Sequence[Event]]

INSERT_EVENT = "INSERT INTO events (room, seq, at, kind, record, digest) VALUES (?, ?, ?, ?, ?, ?)"
INSERT_TEXT = "INSERT INTO texts (room, seq, field, salt, value) VALUES (?, ?, ?, ?, ?)"
DELETE_TEXT = "DELETE FROM texts WHERE room = ? AND seq = ? AND field = ?"
INSERT_REPLY = "INSERT INTO replies (room, command, body, actor, first_seq, last_seq) VALUES (?, ?, ?, ?, ?, ?)"
INSERT_PERSON = "INSERT INTO people (id, room, name, email, job_title, organisation) VALUES (?, ?, ?, ?, ?, ?)"
SEATS_TWICE = (  # else a shared tablet would offer one person twice
    "DELETE FROM seats WHERE room = ? AND person = ? "
    "AND session IN (SELECT session FROM seats WHERE room = ? AND person = ?)"
)
HAND_OVER_SEATS = "UPDATE seats SET person = ?, link = NULL WHERE room = ? AND person = ?"
UPDATE_ROOM = "UPDATE rooms SET seq = ?, digest = ?, state = ?, people = people + ? WHERE id = ?"
RENAME_ROOM = "UPDATE rooms SET title = ?, starts_at = ? WHERE id = ?"


class Reply(msgspec.Struct, frozen=True):
    """What a command was answered with. `last_seq` is the log's end at that time; `recorded` is empty where the
    command changed nothing, and then `first_seq` is one past `last_seq`. `is_new`: others have to hear of it."""

    first_seq: int
    last_seq: int
    recorded: tuple[Recorded, ...]
    is_new: bool


class HandOver(msgspec.Struct, frozen=True):
    """Every seat that a person holds in the room becomes another person's."""

    person: str
    to: str


@dataclass(slots=True, eq=False)
class Append:
    """A command that waits. `body` is a keyed hash, `actor` is absent for anonymous commands."""

    room: str
    command: str
    body: str
    actor: str | None
    decide: Decide
    people: Sequence[Person]
    answer: "asyncio.Future[Reply]"
    hand_over: HandOver | None = None


@dataclass(slots=True, eq=False)
class Work:
    """Some other writing that waits. `rooms` are those it changes; `forgets`: it deletes words for good."""

    work: Callable[[Connection], Any]
    rooms: tuple[str, ...]
    forgets: bool
    answer: "asyncio.Future[Any]"


Job = Append | Work


def instant(clock: Callable[[], datetime]) -> datetime:
    """Now, as exact as the log keeps it."""
    now = clock().astimezone(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Growth:
    """A room on which events are being added: where it stands, and the rows to be written for it."""

    def __init__(self, room_id: str, room: Room | None, digest: str) -> None:
        self.id, self.room, self.digest = room_id, room, digest
        self.recorded: list[Recorded] = []
        self.events: list[tuple[Any, ...]] = []
        self.texts: list[tuple[Any, ...]] = []
        self.removed: list[tuple[Any, ...]] = []
        self.people: list[Person] = []
        self.handed: list[HandOver] = []

    @property
    def seq(self) -> int:
        """The end of the log as it will be."""
        return self.room.seq if self.room else 0

    @property
    def was_replanned(self) -> bool:
        """Whether what a list of rooms shows of it may be something else now."""
        return any(isinstance(one.event, PlanChanged) for one in self.recorded)

    def add(self, events: Sequence[Event], at: datetime) -> tuple[Recorded, ...]:
        """Add all of these events, or, where one does not fit, none."""
        room, digest = self.room, self.digest
        recorded, rows, texts = [], [], []
        for event in events:
            one = Recorded((room.seq if room else 0) + 1, at, event)
            record, beside = codec.to_record(one, lambda: secrets.token_hex(16))
            digest = codec.chain(digest, record)
            room = evolve(room, one)
            recorded.append(one)
            rows.append((self.id, one.seq, record["at"], record["kind"], codec.canonical(record).decode(), digest))
            texts += [(self.id, one.seq, kept.field, kept.salt, kept.value) for kept in beside]
        self.room, self.digest = room, digest
        self.recorded += recorded
        self.events += rows
        self.texts += texts
        self.removed += [
            (self.id, one.event.removed, one.event.field) for one in recorded if isinstance(one.event, TextRemoved)
        ]
        return tuple(recorded)


@dataclass(slots=True)
class Batch:
    """The commands of one transaction. First `take`, then `answer` each, then `write`."""

    database: Database
    connection: Connection
    kept: KeptRooms
    clock: Callable[[], datetime]
    secret: bytes = b""
    rooms: dict[str, Growth] = field(default_factory=dict)
    replies: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    new_replies: list[tuple[Any, ...]] = field(default_factory=list)
    newer: set[str] = field(default_factory=set)  # rooms whose log only a newer version can read

    def take(self, jobs: Sequence[Job]) -> None:
        """Lock every room concerned, and look up which commands were answered before."""
        appends = [job for job in jobs if isinstance(job, Append)]
        wanted = {job.room for job in appends}
        others = {room for job in jobs if isinstance(job, Work) for room in job.rooms}
        if not (wanted or others):
            return
        asked = list({(job.room, job.command) for job in appends})
        heads, replies = self.database.take(self.connection, sorted(wanted | others), asked)
        for room_id, seq, digest in heads:
            if room_id in wanted:
                self._begin(room_id, seq, digest)
        for room_id, command, *reply in replies:
            self.replies[room_id, command] = tuple(reply)

    def _begin(self, room_id: str, seq: int, digest: str) -> None:
        try:
            self.rooms[room_id] = Growth(room_id, self._current(room_id, seq), digest)
        except LogNewer:  # the other rooms of the batch are written all the same
            self.kept.drop(room_id)
            self.newer.add(room_id)

    def answer(self, job: Append) -> Reply:
        """Answer a command: as before, or by deciding. Raises Refused, RoomUnknown, LogNewer or CommandReused."""
        if job.room in self.newer:
            raise LogNewer
        growth = self.rooms.get(job.room)
        if growth is None or growth.room is None:
            raise RoomUnknown(job.room)
        if (job.room, job.command) in self.replies:
            return self._again(job, growth)
        at = max(instant(self.clock), growth.room.at)
        first = growth.seq + 1
        recorded = growth.add(job.decide(growth.room, at), at)
        if recorded:
            growth.people += job.people
            growth.handed += [job.hand_over] if job.hand_over else []
        self.replies[job.room, job.command] = (job.body, job.actor, first, growth.seq)
        self.new_replies.append((job.room, job.command, job.body, job.actor, first, growth.seq))
        return Reply(first, growth.seq, recorded, is_new=True)

    def write(self) -> None:
        """Write what was decided."""
        grown = self.grown
        rows = {
            INSERT_EVENT: [row for growth in grown for row in growth.events],
            INSERT_TEXT: [row for growth in grown for row in growth.texts],
            DELETE_TEXT: [row for growth in grown for row in growth.removed],
            folded.DELETE: [(growth.id,) for growth in grown if growth.removed],
            INSERT_PERSON: [_person(person) for growth in grown for person in growth.people],
            SEATS_TWICE: [(at.id, one.to, at.id, one.person) for at in grown for one in at.handed],
            HAND_OVER_SEATS: [(one.to, at.id, one.person) for at in grown for one in at.handed],
            INSERT_REPLY: self.new_replies,
            UPDATE_ROOM: [
                (one.seq, one.digest, one.room.state, int(bool(one.people or one.handed)), one.id)
                for one in grown
                if one.room
            ],
            RENAME_ROOM: [
                (one.room.title, stamp(one.room.start), one.id) for one in grown if one.room and one.was_replanned
            ],
        }
        if self.new_replies or grown:
            self.database.write(self.connection, [(statement, many) for statement, many in rows.items() if many])

    @property
    def grown(self) -> list[Growth]:
        """The rooms that have new events."""
        return [growth for growth in self.rooms.values() if growth.recorded]

    def _current(self, room_id: str, seq: int) -> Room:
        """The room as the log has it now; another process may have written since it was kept."""
        kept = self.kept.get(room_id)
        if kept and kept.room.seq == seq:
            return kept.room
        if kept and kept.room.seq > seq:  # the database went back, to a backup perhaps
            self.kept.drop(room_id)
            kept = None
        room, news = reading.latest(self.database, self.connection, self.secret, room_id, kept.room if kept else None)
        if room is None:
            raise RoomUnknown(room_id)
        self.kept.put(room_id, room, news)
        return room

    def _again(self, job: Append, growth: Growth) -> Reply:
        body, actor, first, last = self.replies[job.room, job.command]
        if (body, actor) != (job.body, job.actor):
            raise CommandReused(job.command)
        fresh = tuple(one for one in growth.recorded if first <= one.seq <= last)
        if not fresh and first <= last:
            fresh = tuple(reading.events(self.database, self.connection, job.room, first - 1, last))
        return Reply(first, last, fresh, is_new=False)


def _person(person: Person) -> tuple[str, ...]:
    return (person.id, person.room, person.name, person.email, person.job_title, person.organisation)
