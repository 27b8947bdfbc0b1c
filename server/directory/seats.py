"""A browser's session, and the seats it holds: a shared tablet has several. The cookie holds a random key, hashed here.

A cookie is `key.turn`, and `turn` is new whenever the seats change: so a process that remembers the session under the
cookie of before is never asked about it again.
"""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlmodel import Session as Database
from sqlmodel import col, delete, select

from server.directory.desk import Desk, Memory, Together, hashed, new_token
from server.tables import BrowserSession, Facilitator, Link, SeatRow

LASTS = timedelta(days=180)  # the whole course of a review takes 15 to 18 weeks
MOST_SEATS = 40


class Seat(msgspec.Struct, frozen=True):
    """A place that a browser holds: a person's in a room, the room's screen, or a hub's desk with who sits at it."""

    seat: str
    kind: str
    room: str | None
    person: str | None
    hub: str | None
    facilitator: str | None = None


class Session(msgspec.Struct, frozen=True):
    """A browser that came in. The seats in the order in which they were taken."""

    expires_at: datetime
    seats: tuple[Seat, ...]


class Seats(Desk):
    """Sessions and their seats."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._sessions: Memory[Session] = Memory()
        self._bus.subscribe_people(self._sessions.forget_room)
        self._together = Together(self._read)

    async def session(self, cookie: str | None) -> Session | None:
        """The session of a cookie; none where there is none any more."""
        if not cookie:
            return None
        session = self._sessions.get(cookie)
        if session is None:
            read_at, key = time.monotonic(), _key(cookie)
            session = await self._together.find(key)
            if session is None:
                return None
            places = [place for seat in session.seats for place in (seat.room, seat.hub) if place]
            self._sessions.put(cookie, session, places, read_at)
        return session if session.expires_at > self._clock() else None

    async def _read(self, keys: Sequence[str]) -> dict[str, Session]:
        return await self._store.read(lambda database: _sessions(database, keys))

    async def take_seat(self, cookie: str | None, link: Link) -> tuple[str, Seat]:
        """Sit down where a link leads; the browser's session is made where there is none. Gives the cookie to set."""
        return await self._take(
            cookie, SeatRow(session="", seat="", kind=link.kind, room=link.room, person=link.person, hub=link.hub,
                            link=link.token, taken_at=self._clock())
        )  # fmt: skip

    async def take_person_seat(self, cookie: str | None, room: str, person: str) -> tuple[str, Seat]:
        """The same for somebody who came by the room's code."""
        return await self._take(
            cookie, SeatRow(session="", seat="", kind="person", room=room, person=person, taken_at=self._clock())
        )

    async def take_hub_seat(self, cookie: str | None, hub: str) -> tuple[str, Seat]:
        """The same for a hub's desk, opened by passphrase."""
        return await self._take(cookie, SeatRow(session="", seat="", kind="hub", hub=hub, taken_at=self._clock()))

    async def take_desks(self, cookie: str | None, facilitators: Sequence[Facilitator]) -> str:
        """The same for the desks of a facilitator, one in each hub. Gives the cookie to set."""
        for one in facilitators:
            cookie, _ = await self._take(
                cookie, SeatRow(session="", seat="", kind="hub", hub=one.hub, facilitator=one.id,
                                taken_at=self._clock())
            )  # fmt: skip
        assert cookie is not None, "a facilitator has a desk"
        return cookie

    async def has_seat(self, room: str, person: str) -> bool:
        """Whether a browser holds a person's seat."""
        return await self._store.read(lambda database: database.exec(_of_person(room, person)).first() is not None)

    async def leave_seat(self, cookie: str, seat: str) -> None:
        """Give a seat up."""
        seats: Any = delete(SeatRow).where(col(SeatRow.session) == _key(cookie), col(SeatRow.seat) == seat)
        await self._end(cookie, seats)

    async def end_session(self, cookie: str) -> None:
        """Sign out of everything."""
        await self._end(cookie, delete(BrowserSession).where(col(BrowserSession.id) == _key(cookie)))

    async def _end(self, cookie: str, ending: Any) -> None:
        session = await self.session(cookie)
        rooms = sorted({seat.room for seat in session.seats if seat.room}) if session else []
        await self._change(rooms, lambda database: database.exec(ending))
        self._sessions.forget(cookie)

    async def _take(self, cookie: str | None, row: SeatRow) -> tuple[str, Seat]:
        wanted, now = row.model_dump(), self._clock()
        fresh = new_token()

        def work(database: Database) -> tuple[str, Seat]:
            token = cookie.partition(".")[0] if cookie else fresh
            held = database.get(BrowserSession, hashed(token))
            if held is None or held.expires_at <= now:
                ended: Any = delete(BrowserSession).where(col(BrowserSession.expires_at) <= now)
                database.exec(ended)
                token = fresh  # never one that the browser chose
                database.add(BrowserSession(id=hashed(token), created_at=now, expires_at=now + LASTS))
                database.flush()
            return token, _sit(database, hashed(token), wanted)

        token, seat = await self._store.write(work)
        return f"{token}.{secrets.token_hex(3)}", seat


def _sit(database: Database, session: str, wanted: dict[str, Any]) -> Seat:
    """The seat that the session holds already, else a new one in place of the oldest where it holds too many."""
    rows = _others_gone(database, list(database.exec(_seats_of(session))), wanted)
    for row in rows:
        if all(getattr(row, field) == wanted[field] for field in ("kind", "room", "person", "hub", "facilitator")):
            return _shown(row)
        if row.kind == "hub" == wanted["kind"] and row.hub == wanted["hub"]:  # the hub's own link keeps who sits there
            return _shown(row)
    for row in rows[: len(rows) - MOST_SEATS + 1] if len(rows) >= MOST_SEATS else ():
        database.delete(row)
    taken = SeatRow(**{**wanted, "session": session, "seat": secrets.token_hex(4)})
    database.add(taken)
    database.flush()
    return _shown(taken)


def _others_gone(database: Database, rows: list[SeatRow], wanted: dict[str, Any]) -> list[SeatRow]:
    """The seats that stay: a facilitator who signs in takes the place of whoever sat at a desk in this browser."""
    me = database.get(Facilitator, wanted["facilitator"]) if wanted["facilitator"] else None
    if me is None:
        return rows
    staying = []
    for row in rows:
        other = database.get(Facilitator, row.facilitator) if row.facilitator else None
        same_place = row.kind == "hub" and row.hub == me.hub and row.facilitator != me.id
        if same_place or (other is not None and other.email != me.email):
            database.delete(row)
        else:
            staying.append(row)
    return staying


def _sessions(database: Database, keys: Sequence[str]) -> dict[str, Session]:
    """The sessions of these keys that there are, by key."""
    held = select(BrowserSession.id, BrowserSession.expires_at).where(col(BrowserSession.id).in_(keys))
    seats: dict[str, list[Seat]] = {}
    for row in database.exec(_in_order().where(col(SeatRow.session).in_(keys))):
        seats.setdefault(row.session, []).append(_shown(row))
    return {key: Session(expires_at, tuple(seats.get(key, ()))) for key, expires_at in database.exec(held)}


def _seats_of(session: str) -> Any:
    return _in_order().where(col(SeatRow.session) == session)


def _of_person(room: str, person: str) -> Any:
    return _in_order().where(col(SeatRow.room) == room, col(SeatRow.person) == person)


def _in_order() -> Any:
    return select(SeatRow).order_by(col(SeatRow.taken_at), col(SeatRow.seat))


def _shown(row: SeatRow) -> Seat:
    return Seat(row.seat, row.kind, row.room, row.person, row.hub, row.facilitator)


def _key(cookie: str) -> str:
    return hashed(cookie.partition(".")[0])
