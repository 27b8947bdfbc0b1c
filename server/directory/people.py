"""Names of people. They stand here and nowhere else, so that erasing one empties a row and changes no log."""

import secrets
import time
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session as Database
from sqlmodel import col, select

from server.directory.desk import Desk, Memory
from server.one_line import clean
from server.tables import Person
from sessions.minuting import Names, PersonName


class People(Desk):
    """The people of each room, those included who only own an action."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._names: Memory[Names] = Memory()
        self._bus.subscribe_people(self._names.forget_room)

    async def names(self, room: str) -> Names:
        """Person id → name, job title, organisation; remembered until something changes."""
        known = self._names.get(room)
        if known is None:
            read_at = time.monotonic()
            known = {
                person.id: PersonName(person.name, person.job_title, person.organisation)
                for person in await self.people(room)
            }
            self._names.put(room, known, [room], read_at)
        return known

    async def people(self, room: str) -> list[Person]:
        """The rows themselves, with e-mail addresses: for facilitators."""
        wanted = select(Person).where(col(Person.room) == room).order_by(col(Person.id))
        return await self._store.read(lambda session: list(session.exec(wanted)))

    def new_person(self, room: str, name: str, email: str = "", job_title: str = "", organisation: str = "") -> Person:
        """A row with an id of its own, to be written with the events that speak of it."""
        words = (clean(word) for word in (name, email, job_title, organisation))
        return Person(**dict(zip(("name", "email", "job_title", "organisation"), words, strict=True)),
                      id=f"p_{secrets.token_hex(8)}", room=room)  # fmt: skip

    async def add_person(self, person: Person) -> None:
        """Write a row by itself."""
        kept = person.model_dump()
        await self._change([person.room], lambda session: session.add(Person(**kept)))

    async def change_person(self, room: str, person: str, changes: Mapping[str, str]) -> bool:
        """Put words of a row right (name, email, job_title, organisation); whether there is such a row."""
        words = {field: clean(word) for field, word in changes.items() if field in Person.model_fields}
        return await self._rewrite(room, person, words, forgets=False)

    async def erase_person(self, room: str, person: str) -> bool:
        """Empty a person's row for good; whether there is one. The id stays, and so does what was said."""
        return await self._rewrite(
            room, person, dict.fromkeys(("name", "email", "job_title", "organisation"), ""), forgets=True
        )

    async def _rewrite(self, room: str, person: str, words: Mapping[str, str], *, forgets: bool) -> bool:
        def work(session: Database) -> bool:
            row = session.get(Person, person)
            if row is None or row.room != room:
                return False
            for field, word in words.items():
                setattr(row, field, word)
            session.add(row)
            return True

        return await self._change([room], work, forgets=forgets)
