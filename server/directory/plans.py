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

    async def keep_plan(self, hub: str, plan: str, title: str, body: str, *, over: PlanRow | None) -> bool:
        """Keep what was typed, if `over` is still what is kept; whether it was. Another hub's plan, and one that a room
        was made from, stay as they are."""
        now = PlanRow(id=plan, hub=hub, title=title[:LONGEST_TITLE], body=body, changed_at=self._clock())
        return await self._keep(now, over)

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

    async def keep_draft(self, draft: str, hub: str, room: str, body: str, *, over: PlanRow | None) -> bool:
        """Keep what somebody is changing about a room that was made already, in the same way."""
        return await self._keep(
            PlanRow(id=draft, hub=hub, title="", body=body, changed_at=self._clock(), room=room), over
        )

    async def _keep(self, now: PlanRow, over: PlanRow | None) -> bool:
        def work(session: Database) -> bool:
            row = session.get(PlanRow, now.id, with_for_update=True)
            if (row and row.body) != (over and over.body):
                return False
            if row is not None and (row.hub, row.room) != (now.hub, now.room):
                return False
            row = row or now
            row.title, row.body, row.changed_at = now.title, now.body, now.changed_at
            session.add(row)
            return True

        return await self._store.write(work)

    async def drop_plan(self, hub: str, plan: str) -> None:
        """Throw it away; a room made from it stays."""
        gone = delete(PlanRow).where(col(PlanRow.id) == plan, col(PlanRow.hub) == hub)
        await self._store.write(lambda session: session.exec(gone))
