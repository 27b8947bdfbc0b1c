"""What becomes of the letters that invite people to a room: a row for each, so that none is lost and none sent twice.

A letter makes the link that it carries. The earlier link ends once the mail server has taken the letter, not before: a
letter that did not leave leaves everything as it was.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func
from sqlmodel import Session as Database
from sqlmodel import col, select, update

from server.directory.links import Links, new_link
from server.tables import InvitationRow, LetterRow, LetterState, Link, RoomRow, SeatRow

ON_ITS_WAY = ("waiting", "leaving")
HAS_ONE = (*ON_ITS_WAY, "sent", "doubtful", "by_hand")


class Way(msgspec.Struct, frozen=True):
    """How somebody gets in: when their link was made (none: it ended), and when the first of their seats was taken."""

    link_made: datetime | None = None
    seat_taken: datetime | None = None


class Letters(Links):
    """Letters, and who has come in by their link."""

    async def ways(self, room: str) -> Mapping[str, Way]:
        """By person, of those who have a link or a seat; the screen is the person ""."""

        def look(session: Database) -> dict[str, Way]:
            links = select(Link.person, func.max(col(Link.created_at))).where(
                col(Link.room) == room, col(Link.revoked_at).is_(None), col(Link.kind).in_(("person", "screen"))
            )
            seats = select(SeatRow.person, func.min(col(SeatRow.taken_at))).where(col(SeatRow.room) == room)
            made: dict[str, Any] = {who or "": at for who, at in session.exec(links.group_by(col(Link.person)))}
            taken: dict[str, Any] = {who or "": at for who, at in session.exec(seats.group_by(col(SeatRow.person)))}
            return {who: Way(made.get(who), taken.get(who)) for who in {**made, **taken}}

        return await self._store.read(look)

    async def opening(self, room: str) -> str:
        """How the letters of a room begin; empty where nobody wrote it."""
        row = await self._store.read(lambda session: session.get(InvitationRow, room))
        return row.opening if row else ""

    async def write_opening(self, room: str, text: str) -> None:
        """Keep how the letters begin; nothing: as they do by themselves."""

        def work(session: Database) -> None:
            row = session.get(InvitationRow, room)
            if row is not None and not text:
                session.delete(row)
            elif text:
                row = row or InvitationRow(room=room, opening="", changed_at=self._clock())
                row.opening, row.changed_at = text, self._clock()
                session.add(row)

        await self._store.write(work, forgets=True)

    async def letters(self, room: str) -> list[LetterRow]:
        """A room's letters, oldest first."""
        wanted = select(LetterRow).where(col(LetterRow.room) == room)
        ordered = wanted.order_by(col(LetterRow.asked_at), col(LetterRow.id))
        return await self._store.read(lambda session: list(session.exec(ordered)))

    async def has_had_letter(self, room: str, person: str) -> bool:
        """Whether somebody has got a letter before, as far as anybody knows. A card with a link is none."""
        got = select(LetterRow.id).where(
            col(LetterRow.room) == room,
            col(LetterRow.person) == person,
            col(LetterRow.state).in_(("sent", "doubtful", "by_hand")),
            col(LetterRow.link).is_not(None),
        )
        return await self._store.read(lambda session: session.exec(got.limit(1)).first()) is not None

    async def ask_for_letters(
        self, room: str, letters: Mapping[str, str], by: str | None, *, again: bool = False
    ) -> Sequence[str]:
        """Have letters sent: id → person. Gives the persons who get one: an id asked for before is left alone, and so
        is whoever has a letter on its way or, without `again`, has got one."""
        states = ON_ITS_WAY if again else HAS_ONE

        def work(session: Database) -> list[str]:
            session.exec(select(RoomRow.id).where(col(RoomRow.id) == room).with_for_update())  # one who asks at a time
            known = set(session.exec(select(LetterRow.id).where(col(LetterRow.id).in_(letters))))
            there = select(LetterRow.person).where(col(LetterRow.room) == room, col(LetterRow.state).in_(states))
            have = set(session.exec(there))
            asked = {letter: who for letter, who in letters.items() if letter not in known and who not in have}
            session.add_all(_row(letter, room, who, "waiting", by, self._clock()) for letter, who in asked.items())
            return list(asked.values())

        return await self._store.write(work)

    async def write_by_hand(self, room: str, person: str, letter: str, by: str | None) -> str | None:
        """A letter for somebody's own mail program, with a new link, which ends the one before. Gives the token; none
        where this very letter was shown before."""
        token, link = new_link("person", room, person)
        kept = link.model_dump()

        def work(session: Database) -> bool:
            if session.get(LetterRow, letter) is not None:
                return False
            self._revoke(session, "person", room, person)
            session.add(Link(**kept))
            session.flush()
            row = _row(letter, room, person, "by_hand", by, self._clock())
            row.link, row.ended_at = kept["token"], row.asked_at
            session.add(row)
            return True

        return token if await self._change([room], work) else None

    async def note_by_hand(self, room: str, people: Sequence[str], by: str | None) -> None:
        """People were given their links by hand."""

        def work(session: Database) -> None:
            for person in people:
                row = _row(f"l_{secrets.token_hex(8)}", room, person, "by_hand", by, self._clock())
                row.ended_at = row.asked_at
                session.add(row)

        await self._store.write(work)

    async def stop_letters(self, room: str, person: str | None = None) -> int:
        """Send nothing that is still waiting, of the whole room or to one person; how many those were."""

        def work(session: Database) -> int:
            wanted = select(LetterRow).where(col(LetterRow.room) == room, col(LetterRow.state) == "waiting")
            rows = session.exec(wanted if person is None else wanted.where(col(LetterRow.person) == person)).all()
            for row in rows:
                session.delete(row)
            return len(rows)

        return await self._store.write(work)

    # For who sends them

    async def waiting_letter(self) -> LetterRow | None:
        """The letter that has waited longest, of all rooms."""
        wanted = select(LetterRow).where(col(LetterRow.state) == "waiting")
        first = wanted.order_by(col(LetterRow.asked_at), col(LetterRow.id)).limit(1)
        return await self._store.read(lambda session: session.exec(first).first())

    async def begin_letter(self, letter: LetterRow) -> str | None:
        """Take a letter that waits, with a link for it, so that nobody else sends it. Gives the link's token; none
        where somebody else took it, or it was stopped."""
        token, link = new_link("person", letter.room, letter.person)
        kept = link.model_dump()

        def work(session: Database) -> bool:
            mine: Any = update(LetterRow).where(col(LetterRow.id) == letter.id, col(LetterRow.state) == "waiting")
            if not session.exec(mine.values(state="leaving", begun_at=self._clock(), why="")).rowcount:
                return False
            session.add(Link(**kept))
            session.flush()
            session.exec(update(LetterRow).where(col(LetterRow.id) == letter.id).values(link=kept["token"]))
            return True

        return token if await self._store.write(work) else None

    async def end_letter(self, letter: LetterRow, state: LetterState, why: str = "") -> None:
        """What became of a letter that was leaving. Sent: the earlier links end. Failed or waiting again: its own does.
        Doubtful: all stay, for nobody knows which one arrived."""

        def work(session: Database) -> None:
            row = session.get(LetterRow, letter.id)
            if row is None:
                return
            own = session.get(Link, row.link) if row.link else None
            if own is not None and own.revoked_at is None:  # else somebody made a newer one meanwhile
                if state == "sent":
                    self._revoke(session, "person", row.room, row.person, but=own.token)
                elif state != "doubtful":
                    own.revoked_at = self._clock()
                    session.add(own)
            row.state, row.why, row.ended_at = state, why, None if state == "waiting" else self._clock()
            session.add(row)

        await self._change([letter.room], work)

    async def put_letters_off(self, why: str) -> None:
        """Say beside every letter that waits why it still does."""
        told: Any = update(LetterRow).where(col(LetterRow.state) == "waiting")
        await self._store.write(lambda session: session.exec(told.values(why=why)))

    async def doubt_letters(self, begun_before: datetime, why: str) -> None:
        """Letters of which nobody has said for so long what became of them: they are named, and never sent again."""
        is_lost = (col(LetterRow.state) == "leaving", col(LetterRow.begun_at) < begun_before)
        if await self._store.read(lambda session: session.exec(select(LetterRow.id).where(*is_lost)).first()) is None:
            return
        lost: Any = update(LetterRow).where(*is_lost)
        await self._store.write(
            lambda session: session.exec(lost.values(state="doubtful", why=why, ended_at=self._clock()))
        )


def _row(letter: str, room: str, person: str, state: LetterState, by: str | None, at: datetime) -> LetterRow:
    return LetterRow(id=letter, room=room, person=person, state=state, asked_by=by or "", asked_at=at)
