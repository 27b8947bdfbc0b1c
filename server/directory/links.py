"""Ways in: links with a token, and the room's short code. The database keeps hashes, so reading it opens no door."""

import time
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, delete, select, update

from server.directory.desk import Desk, Memory, hashed, new_token
from server.store import now
from server.store.founding import CODE_LENGTH
from server.tables import Link, LinkKind, RoomRow, SeatRow


def new_link(
    kind: LinkKind, room: str | None = None, person: str | None = None, hub: str | None = None
) -> tuple[str, Link]:
    """A token, to be shown once, and the row to keep."""
    token = new_token()
    return token, Link(token=hashed(token), kind=kind, room=room, person=person, hub=hub, created_at=now())


class Links(Desk):
    """Links and codes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._links: Memory[Link] = Memory()
        self._bus.subscribe_people(self._links.forget_room)

    async def make_link(
        self, kind: LinkKind, room: str | None = None, person: str | None = None, hub: str | None = None
    ) -> str:
        """One more link; earlier ones stay valid. Gives the token."""
        token, link = new_link(kind, room, person, hub)
        kept = link.model_dump()
        await self._store.write(lambda session: session.add(Link(**kept)))
        return token

    async def rotate_link(self, kind: LinkKind, room: str, person: str | None = None) -> str:
        """A new link in place of the old one, which ends. Who came in by the old one stays in."""
        token, link = new_link(kind, room, person)
        kept = link.model_dump()

        def work(session: Database) -> None:
            self._revoke(session, kind, room, person)
            session.add(Link(**kept))

        await self._change([room], work)
        return token

    async def rotate_links(self, room: str, people: Sequence[str]) -> dict[str, str]:
        """The same for several people at once, all or nothing. Gives person → token."""
        made = {person: new_link("person", room, person) for person in people}
        kept = [link.model_dump() for _, link in made.values()]

        def work(session: Database) -> None:
            theirs: Any = update(Link).where(
                col(Link.room) == room,
                col(Link.kind) == "person",
                col(Link.person).in_(made),
                col(Link.revoked_at).is_(None),
            )
            session.exec(theirs.values(revoked_at=self._clock()))
            session.add_all(Link(**link) for link in kept)

        await self._change([room], work)
        return {person: token for person, (token, _) in made.items()}

    async def revoke_links(self, room: str, person: str) -> None:
        """End every link of a person, and every seat the person holds, at once."""

        def work(session: Database) -> None:
            self._revoke(session, "person", room, person)
            seats: Any = delete(SeatRow).where(col(SeatRow.room) == room, col(SeatRow.person) == person)
            session.exec(seats)

        await self._change([room], work)

    async def revoke_screen(self, room: str) -> None:
        """End the link of a room's screen, and every display that shows it, at once."""

        def work(session: Database) -> None:
            self._revoke(session, "screen", room, None)
            shown: Any = delete(SeatRow).where(col(SeatRow.room) == room, col(SeatRow.kind) == "screen")
            session.exec(shown)

        await self._change([room], work)

    async def find_link(self, token: str) -> Link | None:
        """The link of a token; none where it is unknown or was revoked."""
        key = hashed(token)
        known = self._links.get(key)
        if known is not None:
            return known
        read_at = time.monotonic()
        link = await self._store.read(lambda session: session.get(Link, key))
        if link is None or link.revoked_at is not None:
            return None
        self._links.put(key, link, [link.room] if link.room else [], read_at)
        return link

    async def room_by_code(self, code: str) -> str | None:
        """The room of a short code as somebody typed it: small letters, spaces and dashes do not matter."""
        meant = "".join(letter for letter in code.upper() if letter.isalnum())
        if len(meant) != CODE_LENGTH:
            return None
        wanted = select(RoomRow.id).where(col(RoomRow.code) == meant)
        return await self._store.read(lambda session: session.exec(wanted).first())

    def _revoke(
        self, session: Database, kind: LinkKind, room: str, person: str | None, *, but: str | None = None
    ) -> None:
        wanted = select(Link).where(
            col(Link.room) == room, col(Link.kind) == kind, col(Link.person) == person, col(Link.revoked_at).is_(None)
        )
        for link in session.exec(wanted if but is None else wanted.where(col(Link.token) != but)):
            link.revoked_at = self._clock()
            session.add(link)
