"""Facilitators: the people of a hub who run its reviews, how they come in, and how they leave.

A row belongs to one hub, and so does its passphrase: whoever invites an address into a hub of their own learns nothing
and opens nothing of the other hubs that this address belongs to.
"""

import asyncio
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func
from sqlmodel import Session as Database
from sqlmodel import col, delete, select

from server.directory.hubs import Hubs, new_hub
from server.directory.onetime import OneTime, OneTimeLinks, Spent, end_founding, end_invitations, remember_press, spend
from server.one_line import clean
from server.tables import Facilitator, Hub, Person, RoomRow, SeatRow


class AlreadyThere(Exception):
    """This address belongs to the hub already."""


class LastOne(Exception):
    """Without this facilitator nobody could open the hub any more."""


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody tells who makes a hub and is its first facilitator."""

    hub: str
    name: str
    email: str
    passphrase: str = ""


class Facilitators(OneTimeLinks, Hubs):
    """The facilitators of each hub."""

    async def facilitators(self, hub: str) -> list[Facilitator]:
        """Those who belong to a hub, the invited ones included, oldest first."""
        wanted = _there().where(col(Facilitator.hub) == hub)
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def facilitator(self, facilitator: str | None) -> Facilitator | None:
        """Somebody who has not been removed."""
        wanted = _there().where(col(Facilitator.id) == facilitator)
        return await self._store.read(lambda session: session.exec(wanted).first())

    async def any_facilitator(self, hub: str | None = None) -> bool:
        """Whether anybody has come in yet, to any hub or to this one."""
        wanted = _there().where(col(Facilitator.joined_at).is_not(None))
        wanted = wanted.where(col(Facilitator.hub) == hub) if hub else wanted
        return await self._store.read(lambda session: session.exec(wanted.limit(1)).first()) is not None

    async def facilitators_of_address(self, email: str) -> list[Facilitator]:
        """Everybody with this address, in whichever hub."""
        wanted = _there().where(col(Facilitator.email) == one_spelling(email))
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def facilitators_by_passphrase(self, email: str, passphrase: str) -> list[Facilitator]:
        """Those with this address whom this passphrase lets in. It takes as long where nobody has the address."""
        rows = [row for row in await self.facilitators_of_address(email) if row.passphrase]
        kept = [row.passphrase for row in rows] or [None]
        fits = await asyncio.gather(*(self._passphrases.fits(passphrase, one) for one in kept))
        return [row for row, right in zip(rows, fits, strict=False) if right]

    # Coming

    async def invite(self, hub: str, name: str, email: str) -> Facilitator:
        """Somebody who may come in by a link, made next. Raises AlreadyThere."""
        return await self._store.write(lambda session: _invited(session, hub, name, email, self._clock()))

    async def found_hub(self, token: str, newcomer: Newcomer, press: str = "") -> Facilitator:
        """Spend a founding link: the hub with its first facilitator. Raises Spent."""
        secret = await self._passphrases.hash(newcomer.passphrase) if newcomer.passphrase else None

        def work(session: Database) -> Facilitator:
            now = self._clock()
            link = spend(session, token, press, now)
            if link.kind != "founding":
                raise Spent
            if link.again:
                return _founder(session, link)
            end_founding(session, link.hub, now)
            hub = (session.get(Hub, link.hub) if link.hub else None) or new_hub(newcomer.hub, now)
            hub.name = clean(newcomer.hub)
            session.add(hub)
            session.flush()
            first = _invited(session, hub.id, newcomer.name, newcomer.email, now)
            first.joined_at, first.passphrase = now, secret
            session.add(first)
            remember_press(session, token, press, link, first.id, now)
            return first

        return await self._store.write(work)

    async def come_in(self, token: str, passphrase: str = "", press: str = "") -> Sequence[Facilitator]:
        """Spend an invitation or a link from an e-mail; as whom it lets in, in each hub. Raises Spent."""
        secret = await self._passphrases.hash(passphrase) if passphrase else None

        def work(session: Database) -> Sequence[Facilitator]:
            now = self._clock()
            link = spend(session, token, press, now)
            whose = col(Facilitator.id) == link.facilitator
            rows = session.exec(_there().where(whose if link.facilitator else col(Facilitator.email) == link.email))
            found = [] if link.kind == "founding" else list(rows)
            for row in found:
                row.joined_at = row.joined_at or now
                row.passphrase = secret or row.passphrase
                session.add(row)
            if not found:
                raise Spent
            if not link.again:
                remember_press(session, token, press, link, link.facilitator, now)
            return found

        return await self._store.write(work)

    async def set_passphrases(self, facilitators: Collection[str], passphrase: str) -> None:
        """A new passphrase for these rows, which are one person's."""
        secret = await self._passphrases.hash(passphrase)

        def work(session: Database) -> None:
            for row in session.exec(_there().where(col(Facilitator.id).in_(facilitators))):
                row.passphrase = secret
                session.add(row)

        await self._store.write(work)

    async def rename(self, hub: str, name: str, facilitator: str | None = None, own_name: str = "") -> None:
        """Put the name of a hub right, and the name of a facilitator who asks for it."""

        def work(session: Database) -> None:
            row, who = session.get(Hub, hub), session.get(Facilitator, facilitator) if facilitator else None
            if row is not None:
                row.name = clean(name)
                session.add(row)
            if who is not None and who.removed_at is None:
                who.name = clean(own_name)
                session.add(who)

        await self._store.write(work)

    # Leaving

    async def remove_facilitator(self, hub: str, facilitator: str) -> bool:
        """End an invitation, or somebody's time with a hub: their links and open desks end at once. Whether there was
        one. Raises LastOne."""

        def work(session: Database) -> bool:
            there = list(session.exec(_there().where(col(Facilitator.hub) == hub)))
            row = next((one for one in there if one.id == facilitator), None)
            if row is None:
                return False
            if row.joined_at and not any(one.joined_at for one in there if one is not row):
                raise LastOne
            row.removed_at, row.passphrase = self._clock(), None
            row.name, row.email = "", row.id  # the words go, as with anybody who is erased
            session.add(row)
            end_invitations(session, facilitator, self._clock())
            seats: Any = delete(SeatRow).where(col(SeatRow.facilitator) == facilitator)
            session.exec(seats)
            return True

        rooms = [room.id for room in await self.rooms_of(hub)]
        gone = await self._change(
            rooms, work, forgets=True
        )  # whoever looks into one of them is asked again who they are
        await self._bus.announce_people(hub)
        return gone

    async def at_desk(self, room: str, hub: str | None, facilitator: str | None) -> tuple[str, ...] | None:
        """Who somebody at a hub's desk is among the people of a room, by their address; none where the room is not the
        hub's, or the facilitator was removed from it."""

        def look(session: Database) -> tuple[str, ...] | None:
            row = session.get(RoomRow, room)
            if row is None or hub is None or row.hub != hub:
                return None
            if facilitator is None:
                return ()
            me = session.get(Facilitator, facilitator)
            if me is None or me.removed_at is not None:
                return None
            same = select(Person.id).where(col(Person.room) == room, func.lower(col(Person.email)) == me.email)
            return tuple(session.exec(same))

        return await self._store.read(look)


def one_spelling(email: str) -> str:
    """An address as it is compared: small letters, nothing around it."""
    return clean(email).casefold()


def _there() -> Any:
    wanted = select(Facilitator).where(col(Facilitator.removed_at).is_(None))
    return wanted.order_by(col(Facilitator.created_at), col(Facilitator.id))


def _founder(session: Database, link: OneTime) -> Facilitator:
    found: Facilitator | None = session.exec(_there().where(col(Facilitator.id) == link.facilitator)).first()
    if found is None:
        raise Spent
    return found


def _invited(session: Database, hub: str, name: str, email: str, now: datetime) -> Facilitator:
    """A row for this address. Raises AlreadyThere."""
    address = one_spelling(email)
    if session.exec(_there().where(col(Facilitator.hub) == hub, col(Facilitator.email) == address)).first():
        raise AlreadyThere
    row = Facilitator(id=f"f_{secrets.token_hex(8)}", hub=hub, name=clean(name), email=address, created_at=now)
    session.add(row)
    session.flush()
    return row
