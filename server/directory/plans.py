"""Reviews that are being set up, each of one hub: rows of JSON that a room is made from later, or is changed by."""

from datetime import timedelta

from sqlmodel import Session as Database
from sqlmodel import col, delete, select, update

from server.directory.desk import Desk
from server.tables import PlanRow

LONGEST_TITLE = 300
CLAIMED = timedelta(seconds=30)
"""For so long a plan is taken to become a room; whoever began may have been ended meanwhile."""


class Plans(Desk):
    """Plans and the rooms that were made from them."""

    async def plan(self, plan: str) -> PlanRow | None:
        """The plan of that id, of whichever hub."""
        return await self._store.read(lambda session: session.get(PlanRow, plan))

    async def plans_of(self, hub: str) -> list[PlanRow]:
        """A hub's plans that are no rooms yet, the one worked on last first."""
        wanted = (
            select(PlanRow)
            .where(col(PlanRow.hub) == hub, col(PlanRow.room).is_(None))
            .order_by(col(PlanRow.changed_at).desc(), col(PlanRow.id))
        )
        return await self._store.read(lambda session: list(session.exec(wanted)))

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

    async def claim_plan(self, hub: str, plan: str) -> bool:
        """Begin to make the room: true for one at a time, so that a button pressed twice makes one room."""
        at = self._clock()

        def work(session: Database) -> bool:
            row = session.get(PlanRow, plan)
            if row is None or row.hub != hub or row.room or (row.claimed_at and at - row.claimed_at < CLAIMED):
                return False
            row.claimed_at = at
            session.add(row)
            return True

        return await self._store.write(work)

    async def free_plan(self, hub: str, plan: str) -> None:
        """No room was made after all."""
        free = update(PlanRow).where(col(PlanRow.id) == plan, col(PlanRow.hub) == hub).values(claimed_at=None)
        await self._store.write(lambda session: session.exec(free))

    async def plan_became(self, hub: str, plan: str, room: str) -> None:
        """A room was made from it."""

        def work(session: Database) -> None:
            row = session.get(PlanRow, plan)
            if row is not None and row.hub == hub:
                row.room, row.body = room, ""  # whom it names is known to the room from here on, and to nothing else
                session.add(row)

        await self._store.write(work)

    async def keep_draft(self, draft: str, hub: str, room: str, body: str) -> None:
        """Keep what somebody is changing about a room that was made already."""
        at = self._clock()

        def work(session: Database) -> None:
            row = session.get(PlanRow, draft) or PlanRow(id=draft, hub=hub, title="", body="", changed_at=at, room=room)
            if row.hub != hub or row.room != room:
                return
            row.body, row.changed_at = body, at
            session.add(row)

        await self._store.write(work)

    async def drop_plan(self, hub: str, plan: str) -> None:
        """Throw it away; a room made from it stays."""
        gone = delete(PlanRow).where(col(PlanRow.id) == plan, col(PlanRow.hub) == hub)
        await self._store.write(lambda session: session.exec(gone))
