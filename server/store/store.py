"""The store: the one door to the database. Appends to logs, folds rooms, and lends sessions to those who ask otherwise.

Asynchronous outside, plain synchronous SQL in threads inside: one thread writes (`writer`), a few read. An append goes
through `batch`; what is read of a log comes from `reading`; the rooms used last are `kept`.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, col, select

from server.store import folded, reading
from server.store.batch import Append, Decide, HandOver, Reply, Work, instant
from server.store.database import READERS, Database, open_database
from server.store.faults import RoomUnknown, StoreFault, StoreUnreachable
from server.store.founding import Made, NewRoom, found
from server.store.kept import KeptRooms, tail_after
from server.store.reading import LogRow, Verdict
from server.store.writer import FailPoints, Foreseen, Writer
from server.tables import Link, Person, RoomRow
from sessions.events import Event, Recorded
from sessions.evolve import fold
from sessions.room import Room

T = TypeVar("T")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much: jobs waiting to be written, jobs in one commit, rooms kept in memory, events kept of each."""

    waiting: int = 1000
    at_once: int = 256
    rooms: int = 2000
    tail: int = 512


class Head(msgspec.Struct, frozen=True):
    """The end of a room's log, the state it is in, and how often its directory (people, links) changed."""

    seq: int
    digest: str
    state: str
    people: int


def now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


class Store:
    """Rooms and their logs. One for each process and database."""

    def __init__(
        self, database: Database, secret: bytes, *, clock: Callable[[], datetime] = now, limits: Limits | None = None,
        fail_points: FailPoints | None = None,
    ) -> None:  # fmt: skip
        self._database, self._secret, self._clock = database, secret, clock
        limits = limits or Limits()
        self._kept = KeptRooms(limits.rooms, limits.tail)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writer = Writer(
            database, self._kept, clock, secret, most_waiting=limits.waiting, most_at_once=limits.at_once,
            fail_points=fail_points or {}, foreseen=self._foreseen,
        )  # fmt: skip
        self._foresee: list[Callable[[str, Room], None]] = []
        self._loop = asyncio.get_running_loop()
        self._catching_up: dict[str, asyncio.Future[Room]] = {}
        self._putting_by: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, url: str, secret: bytes, **options: Any) -> "Store":
        """Open the store on a database that `server.migrations` has made ready. Options as for `Store`."""
        return cls(open_database(url), secret, **options)

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, secret: bytes, **options: Any) -> AsyncIterator["Store"]:
        """The same, closed at the end."""
        store = await cls.open(url, secret, **options)
        try:
            yield store
        finally:
            await store.close()

    async def close(self) -> None:
        """Finish what is waiting to be written, then close."""
        await asyncio.gather(*self._putting_by)
        await self._writer.close()
        self._readers.shutdown()
        self._database.close()

    @property
    def waiting(self) -> int:
        """How many jobs wait to be written."""
        return self._writer.waiting

    # Writing

    async def append(
        self, room_id: str, command_id: str, body: bytes, actor: str | None, decide: Decide,
        people: Sequence[Person] = (), hand_over: HandOver | None = None,
    ) -> Reply:  # fmt: skip
        """Decide a command on the room as it is and append what follows; the reply comes after the commit.

        `body` is the command in canonical JSON. `actor` is absent for anonymous commands. `decide` runs in the writer
        thread and must be quick and pure. `people` are rows that the events speak of, and `hand_over` gives seats to
        somebody else: both are written with them. A command that was answered before gets that answer again, without
        texts removed since.

        Raises Refused (from `decide`), RoomUnknown, CommandReused, StoreBusy or StoreUnreachable.
        """
        if self._kept.get(room_id) is None:
            await self.room(room_id)  # fold a long log here, not in the writer, where every room would wait for it
        answer: asyncio.Future[Reply] = self._loop.create_future()
        hashed = hmac.digest(self._secret, body, "sha256").hex()
        self._writer.submit(Append(room_id, command_id, hashed, actor, decide, people, answer, hand_over))
        reply = await answer
        if reply.is_new and folded.is_due(reply.first_seq - 1, reply.last_seq):
            self._put_by(room_id)
        return reply

    async def create_room(
        self, new: NewRoom, events: Sequence[Event], people: Sequence[Person] = (), links: Sequence[Link] = ()
    ) -> Made:
        """Make a room with its first events, people and links, all or nothing. Gives it a short code of its own."""

        made = await self._work(lambda c: found(self._database, c, new, events, people, links, instant(self._clock)))
        self._kept.put(new.id, fold(made.reply.recorded), made.reply.recorded)
        return made

    async def write(self, work: Callable[[Session], T], *, rooms: Sequence[str] = (), forgets: bool = False) -> T:
        """Run `work` in the writer thread and commit. What it raises undoes it and comes back.

        `rooms` are those whose row it changes; `forgets` says that it deletes words for good, from the disk too.
        """

        def run(connection: Connection) -> T:
            with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                result = work(session)
                session.commit()  # the savepoint stays the writer's to release
                return result

        return await self._work(run, rooms, forgets=forgets)

    async def _work(self, work: Callable[[Connection], T], rooms: Sequence[str] = (), *, forgets: bool = False) -> T:
        answer: asyncio.Future[T] = self._loop.create_future()
        self._writer.submit(Work(work, tuple(rooms), forgets, answer))
        return await answer

    def foresee(self, callback: Callable[[str, Room], None]) -> Callable[[], None]:
        """Be told how a room will be if the commit under way succeeds, to prepare for it and never to show it: once it
        has, `room` gives the very same object. Call what is returned to hear no more."""
        self._foresee.append(callback)
        return lambda: self._foresee.remove(callback)

    def _foreseen(self, rooms: Sequence[Foreseen]) -> None:
        for callback in self._foresee:
            for room_id, room in rooms:
                callback(room_id, room)

    # Reading

    async def room(self, room_id: str, at_least: int | None = None) -> Room:
        """The room as its log makes it now. Raises RoomUnknown.

        With `at_least` (a seq one has heard of) no query is made where what is kept has come that far.
        """
        for _ in range(2):  # one that was under way may have looked a moment too early
            kept = self._kept.get(room_id)
            if kept and at_least is not None and kept.room.seq >= at_least:
                return kept.room
            room = await asyncio.shield(self._catching_up.get(room_id) or self._catch_up(room_id))
            if at_least is None or room.seq >= at_least:
                break
        kept = self._kept.get(room_id)
        return kept.room if kept and kept.room.seq > room.seq else room

    def _catch_up(self, room_id: str) -> "asyncio.Future[Room]":
        """Fold what is new; all who ask meanwhile share it."""
        reading_it = asyncio.ensure_future(self._read(lambda connection: self._folded(connection, room_id)))
        self._catching_up[room_id] = reading_it
        reading_it.add_done_callback(lambda _: self._catching_up.pop(room_id, None))
        return reading_it

    def _folded(self, connection: Connection, room_id: str) -> Room:
        kept = self._kept.get(room_id)
        room, news = reading.latest(self._database, connection, self._secret, room_id, kept.room if kept else None)
        if room is None:
            raise RoomUnknown(room_id)
        self._kept.put(room_id, room, news)
        if len(news) >= folded.EVERY:
            self._loop.call_soon_threadsafe(self._put_by, room_id)
        return room

    def _put_by(self, room_id: str) -> None:
        """Have the room that is kept put by, when there is time."""
        task = asyncio.create_task(self._put_by_now(room_id))
        self._putting_by.add(task)
        task.add_done_callback(self._putting_by.discard)

    async def _put_by_now(self, room_id: str) -> None:
        kept = self._kept.get(room_id)
        if kept is None:
            return
        room = kept.room
        state = await self._loop.run_in_executor(self._readers, folded.packed, room)
        with suppress(StoreFault):  # another time
            await self._work(
                lambda c: folded.put_by(self._database, c, self._secret, room_id, room.seq, state), [room_id]
            )

    async def events(
        self, room_id: str, after: int = 0, limit: int = 1000, at_least: int | None = None
    ) -> list[Recorded]:
        """The events after a seq, oldest first. `at_least` as for `room`. Empty for an unknown room."""
        kept = self._kept.get(room_id)
        tail = tail_after(kept, after)
        if kept and tail is not None and at_least is not None and kept.room.seq >= at_least:
            return list(tail[:limit])
        return await self._read(lambda c: reading.events(self._database, c, room_id, after, after + limit))

    async def records(self, room_id: str, after: int = 0, limit: int = 1000) -> list[LogRow]:
        """The same stretch as it is kept: hashes in place of texts, with the digest after each."""
        return await self._read(lambda c: reading.records(self._database, c, room_id, after, after + limit))

    async def verify(self, room_id: str) -> Verdict:
        """Prove a log: its order, its digest, its texts. Raises RoomUnknown."""
        verdict = await self._read(lambda c: reading.verify(self._database, c, room_id))
        if verdict is None:
            raise RoomUnknown(room_id)
        return verdict

    async def head(self, room_id: str) -> Head:
        """The end of a log. Raises RoomUnknown."""
        heads = await self.heads([room_id])
        if room_id not in heads:
            raise RoomUnknown(room_id)
        return heads[room_id]

    async def heads(self, room_ids: Sequence[str]) -> Mapping[str, Head]:
        """The ends of several logs; unknown rooms are left out."""
        rows = await self.read(lambda session: session.exec(select(RoomRow).where(col(RoomRow.id).in_(room_ids))).all())
        return {row.id: Head(row.seq, row.digest, row.state, row.people) for row in rows}

    async def read(self, look: Callable[[Session], T]) -> T:
        """Run `look` in a reader thread, on a session that cannot write."""

        def run(connection: Connection) -> T:
            with Session(connection) as session:
                result = look(session)
                session.expunge_all()
                return result

        return await self._read(run)

    async def ping(self) -> None:
        """Ask the database something. Raises StoreUnreachable."""
        await self._read(lambda connection: connection.exec_driver_sql("SELECT 1").all())

    def _read(self, look: Callable[[Connection], T]) -> Awaitable[T]:
        return self._loop.run_in_executor(self._readers, self._look, look)

    def _look(self, look: Callable[[Connection], T]) -> T:
        """Look, and once more on a new connection where the old one broke: the database may just have come back."""
        try:
            return self._looked(look)
        except StoreUnreachable:
            self._database.reader.dispose()
            return self._looked(look)

    def _looked(self, look: Callable[[Connection], T]) -> T:
        try:
            with self._database.reader.connect() as connection:
                try:
                    return look(connection)
                except (OperationalError, InterfaceError, StoreUnreachable):
                    connection.invalidate()
                    raise
        except (OperationalError, InterfaceError) as error:
            raise StoreUnreachable from error
