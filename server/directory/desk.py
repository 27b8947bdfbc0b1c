"""What every part of the directory works with: the store, the bus, the clock, and a memory that forgets in time."""

import asyncio
import hashlib
import itertools
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlmodel import Session as Database
from sqlmodel import col, update

from server.bus import Bus
from server.store import Store, now
from server.tables import RoomRow

REMEMBERED = 20_000  # of each kind
FOR_SECONDS = 30.0  # a change of which no word came is noticed after that

AT_ONCE = 500  # keys looked up by one statement

Thing = TypeVar("Thing")


class Memory(Generic[Thing]):
    """What was read lately, each with the rooms it depends on; a change in one of them makes it forgotten."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, tuple[Thing, float, Sequence[str]]] = OrderedDict()
        self._by_room: dict[str, set[str]] = {}
        self._changed: OrderedDict[str, float] = OrderedDict()

    def get(self, key: str) -> Thing | None:
        """What is remembered."""
        thing, read_at, _ = self._things.get(key, (None, 0.0, ()))
        return thing if time.monotonic() - read_at < FOR_SECONDS else None

    def put(self, key: str, thing: Thing, rooms: Sequence[str], read_at: float) -> None:
        """Remember what was read, unless one of its rooms changed since the reading began."""
        if any(self._changed.get(room, 0.0) >= read_at for room in rooms):
            return
        self.forget(key)
        self._things[key] = (thing, read_at, rooms)
        for room in rooms:
            self._by_room.setdefault(room, set()).add(key)
        self._tidy()

    def _tidy(self) -> None:
        """Let go of what would not be told any more: a day of meetings must not stay in memory."""
        long_ago = time.monotonic() - FOR_SECONDS
        while self._things:
            oldest, (_, read_at, _) = next(iter(self._things.items()))
            if read_at >= long_ago and len(self._things) <= REMEMBERED:
                break
            self.forget(oldest)

    def forget(self, key: str) -> None:
        """Forget one."""
        _, _, rooms = self._things.pop(key, (None, 0.0, ()))
        for room in rooms:
            keys = self._by_room.get(room, set())
            keys.discard(key)
            if not keys:
                self._by_room.pop(room, None)

    def forget_room(self, room: str) -> None:
        """Forget all that depends on a room."""
        now = time.monotonic()
        self._changed[room] = now
        self._changed.move_to_end(room)
        while now - next(iter(self._changed.values())) > FOR_SECONDS:  # no reading takes as long
            self._changed.popitem(last=False)
        for key in tuple(self._by_room.get(room, ())):
            self.forget(key)


class Together(Generic[Thing]):
    """Questions that come while one is being asked are asked as one: after a restart everybody comes at once."""

    def __init__(self, ask: Callable[[Sequence[str]], Awaitable[Mapping[str, Thing]]]) -> None:
        self._ask = ask
        self._waiting: dict[str, asyncio.Future[Thing | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def find(self, key: str) -> Thing | None:
        """What is read of a key from now on; none where there is nothing."""
        loop = asyncio.get_running_loop()
        if key not in self._waiting:
            self._waiting[key] = loop.create_future()
        found = self._waiting[key]
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask_all())
        return await asyncio.shield(found)

    async def _ask_all(self) -> None:
        while self._waiting:
            asked = dict(itertools.islice(self._waiting.items(), AT_ONCE))
            self._waiting = {key: waiting for key, waiting in self._waiting.items() if key not in asked}
            try:
                found = await self._ask(list(asked))
            except Exception as error:  # noqa: BLE001 - it goes to those who asked
                for answer in asked.values():
                    answer.set_exception(error)
            else:
                for key, answer in asked.items():
                    answer.set_result(found.get(key))


class Desk:
    """The base of the directory's parts."""

    def __init__(self, store: Store, bus: Bus, clock: Callable[[], datetime] = now) -> None:
        self._store, self._bus, self._clock = store, bus, clock

    async def _change(self, rooms: Sequence[str], work: Callable[[Database], Thing], *, forgets: bool = False) -> Thing:
        """Write, count the change in these rooms, and tell everybody of it."""

        def run(session: Database) -> Thing:
            result = work(session)
            if rooms:
                counted: Any = update(RoomRow).where(col(RoomRow.id).in_(rooms))
                session.exec(counted.values(people=RoomRow.people + 1))
            return result

        result = await self._store.write(run, rooms=rooms, forgets=forgets)
        for room in rooms:
            await self._bus.announce_people(room)
        return result


def new_token() -> str:
    """192 random bits for an address or a cookie."""
    return secrets.token_urlsafe(24)


def hashed(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
