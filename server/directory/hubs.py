"""Hubs: the organisations that run reviews, their rooms, and a passphrase for those who lost their link."""

import secrets
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, select

from server.directory.desk import Desk
from server.directory.passphrases import Passphrases
from server.one_line import clean
from server.tables import Hub, RoomRow


class Hubs(Desk):
    """Hubs and their rooms."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._passphrases = Passphrases()

    async def make_hub(self, name: str) -> Hub:
        """A new hub."""
        hub = new_hub(name, self._clock())
        kept = hub.model_dump()
        await self._store.write(lambda session: session.add(Hub(**kept)))
        return hub

    async def hub(self, hub: str | None) -> Hub | None:
        """The hub of that id."""
        return await self._store.read(lambda session: session.get(Hub, hub)) if hub else None

    async def hubs(self) -> list[Hub]:
        """All hubs, oldest first."""
        wanted = select(Hub).order_by(col(Hub.created_at), col(Hub.id))
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def rooms_of(self, hub: str) -> list[RoomRow]:
        """A hub's rooms, the latest meeting first, archived ones included."""
        wanted = select(RoomRow).where(col(RoomRow.hub) == hub).order_by(col(RoomRow.starts_at).desc(), col(RoomRow.id))
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def room_of(self, hub: str, room: str) -> RoomRow | None:
        """One of a hub's rooms; none where there is none or it is another hub's."""
        row = await self._store.read(lambda session: session.get(RoomRow, room))
        return row if row is not None and row.hub == hub else None

    async def hub_of(self, room: str) -> str | None:
        """The hub that a room belongs to."""
        row = await self._store.read(lambda session: session.get(RoomRow, room))
        return row.hub if row else None

    async def archive_room(self, hub: str, room: str, *, away: bool) -> bool:
        """Put a room out of sight, or bring it back; whether it is one of the hub's. Nothing in it changes."""

        def work(session: Database) -> bool:
            row = session.get(RoomRow, room)
            if row is None or row.hub != hub:
                return False
            row.archived_at = self._clock() if away else None
            session.add(row)
            return True

        return await self._store.write(work, rooms=[room])

    async def set_passphrase(self, hub: str, passphrase: str) -> None:
        """Let those in who know this passphrase."""
        secret = await self._passphrases.hash(passphrase)

        def work(session: Database) -> None:
            row = session.get(Hub, hub)
            if row is not None:
                row.passphrase = secret
                session.add(row)

        await self._store.write(work)

    async def hub_by_passphrase(self, passphrase: str) -> Hub | None:
        """The hub that a passphrase opens. Slow by design: limit how often one may try."""
        for hub in await self.hubs():
            if hub.passphrase is not None and await self._passphrases.fits(passphrase, hub.passphrase):
                return hub
        return None


def new_hub(name: str, at: Any) -> Hub:
    """A row with an id of its own."""
    return Hub(id=f"h_{secrets.token_hex(8)}", name=clean(name), created_at=at)
