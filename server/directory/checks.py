"""What the check page found before a meeting, kept for its facilitators: the latest result of each device."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, delete, select

from server.directory.desk import Desk
from server.tables import CheckRow, RoomRow

KEPT = timedelta(days=30)
"""How long after the day on which the room was to open."""
MOST_DEVICES = 40
"""Of one institution. Beyond that the oldest gives way: somebody who forges results fills no table."""


class Checks(Desk):
    """Results by institution. None of it is in the log, for it is about networks and not about the review."""

    async def keep_check(self, row: CheckRow) -> None:
        """Keep a result in place of the last one of that device."""
        kept = row.model_dump()

        def work(session: Database) -> None:
            session.merge(CheckRow(**kept))
            session.flush()
            held = session.exec(
                select(CheckRow)
                .where(col(CheckRow.room) == row.room, col(CheckRow.institution) == row.institution)
                .order_by(col(CheckRow.at).desc(), col(CheckRow.device))
            )
            for oldest in list(held)[MOST_DEVICES:]:
                session.delete(oldest)

        await self._store.write(work)

    async def checks_of(self, room: str) -> list[CheckRow]:
        """Every result of a room that is kept, the latest first."""
        wanted = select(CheckRow).where(col(CheckRow.room) == room).order_by(col(CheckRow.at).desc())
        return await self._store.read(lambda session: list(session.exec(wanted)))

    async def forget_old_checks(self) -> None:
        """Delete the results of rooms whose day is past for long enough."""
        past = select(RoomRow.id).where(col(RoomRow.starts_at) < self._clock() - KEPT)
        old: Any = delete(CheckRow).where(col(CheckRow.room).in_(past))

        def work(session: Database) -> None:
            session.exec(old)

        await self._store.write(work)
