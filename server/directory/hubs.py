"""Hubs: the organisations that run reviews, their rooms, and a passphrase for those who lost their link."""

import asyncio
import secrets

from pwdlib import PasswordHash
from sqlmodel import Session as Database
from sqlmodel import col, select

from server.directory.desk import Desk
from server.directory.people import clean
from server.tables import Hub, RoomRow

_argon2 = PasswordHash.recommended()


class Hubs(Desk):
    """Hubs and their rooms."""

    async def make_hub(self, name: str) -> Hub:
        """A new hub."""
        hub = Hub(id=f"h_{secrets.token_hex(8)}", name=clean(name), created_at=self._clock())
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
        """A hub's rooms, the latest meeting first."""
        wanted = select(RoomRow).where(col(RoomRow.hub) == hub).order_by(col(RoomRow.starts_at).desc(), col(RoomRow.id))
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def set_passphrase(self, hub: str, passphrase: str) -> None:
        """Let those in who know this passphrase."""
        secret = await asyncio.to_thread(_argon2.hash, passphrase)

        def work(session: Database) -> None:
            row = session.get(Hub, hub)
            if row is not None:
                row.passphrase = secret
                session.add(row)

        await self._store.write(work)

    async def hub_by_passphrase(self, passphrase: str) -> Hub | None:
        """The hub that a passphrase opens. Slow by design: limit how often one may try."""
        for hub in await self.hubs():
            if hub.passphrase is None:
                continue
            if await asyncio.to_thread(_argon2.verify, passphrase, hub.passphrase):
                return hub
        return None
