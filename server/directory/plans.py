"""Reviews that are being set up, each of one hub: rows of JSON that a room is made from later."""

import secrets

from sqlmodel import Session as Database
from sqlmodel import col, delete, select

from server.directory.desk import Desk
from server.tables import PlanRow

LONGEST_TITLE = 300


class Plans(Desk):
    """Plans and the rooms that were made from them."""

    async def plan(self, hub: str, plan: str) -> PlanRow | None:
        """The plan of that id, where it is this hub's."""
        wanted = select(PlanRow).where(col(PlanRow.id) == plan, col(PlanRow.hub) == hub)
        return await self._store.read(lambda session: session.exec(wanted).first())

    async def plans_of(self, hub: str) -> list[PlanRow]:
        """A hub's plans that are no rooms yet, the one worked on last first."""
        wanted = (
            select(PlanRow)
            .where(col(PlanRow.hub) == hub, col(PlanRow.room).is_(None))
            .order_by(col(PlanRow.changed_at).desc(), col(PlanRow.id))
        )
        return await self._store.read(lambda session: list(session.exec(wanted)))

    def new_plan_id(self) -> str:
        """An id for a plan of which nothing is kept yet."""
        return f"pl_{secrets.token_urlsafe(9)}"

    async def keep_plan(self, hub: str, plan: str, title: str, body: str) -> None:
        """Keep what was typed. Another hub's plan, and one that a room was made from, stay as they are."""
        at = self._clock()

        def work(session: Database) -> None:
            row = session.get(PlanRow, plan) or PlanRow(id=plan, hub=hub, title="", body="", changed_at=at)
            if row.hub != hub or row.room is not None:
                return
            row.title, row.body, row.changed_at = title[:LONGEST_TITLE], body, at
            session.add(row)

        await self._store.write(work)

    async def plan_became(self, hub: str, plan: str, room: str) -> None:
        """A room was made from it."""

        def work(session: Database) -> None:
            row = session.get(PlanRow, plan)
            if row is not None and row.hub == hub:
                row.room = room
                session.add(row)

        await self._store.write(work)

    async def drop_plan(self, hub: str, plan: str) -> None:
        """Throw it away; a room made from it stays."""
        gone = delete(PlanRow).where(col(PlanRow.id) == plan, col(PlanRow.hub) == hub)
        await self._store.write(lambda session: session.exec(gone))
