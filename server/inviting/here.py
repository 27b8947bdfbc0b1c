"""What every page of a room's invitation begins with: a facilitator of the room, the room, and who is invited."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import Request

from server import auth
from server.eye import Scene
from server.house import House, house_of
from server.inviting.facts import Gathering, gathering
from server.inviting.guests import Listed, guest_of, listed
from server.inviting.letters import Guest
from server.pages import seat_named
from server.problems import Problem, no_room
from server.tables import Person
from sessions.room import Room


class Here(NamedTuple):
    """A room whose facilitator asks. `by` is the facilitator's person id, `own` whether it is their personal seat."""

    house: House
    room_id: str
    room: Room
    scene: Scene
    people: Mapping[str, Person]
    meeting: Gathering
    by: str | None
    own: bool

    @property
    def base(self) -> str:
        """What addresses begin with."""
        return self.house.settings.base_url

    @property
    def url(self) -> str:
        """The room's own address."""
        return f"/rooms/{self.room_id}"

    @property
    def is_over(self) -> bool:
        """Whether the meeting is over."""
        return self.room.ended

    async def everybody(self) -> list[Listed]:
        """Who is invited, with what became of links and letters."""
        ways = await self.house.directory.ways(self.room_id)
        letters = await self.house.directory.letters(self.room_id)
        return listed(self.room, self.people, ways, letters, self.house.now())

    def guest(self, person: str) -> Guest:
        """One of them. Raises Problem 404."""
        one, row = self.room.people.get(person), self.people.get(person)
        if one is None or row is None or one.removed or one.role in ("waiting", "screen") or not row.name:
            raise no_room()
        return guest_of(self.meeting, self.room, row)

    def around(self) -> dict[str, Any]:
        """What every one of these pages shows at its head."""
        return {
            "title": self.room.title, "url": self.url, "day": self.meeting.day, "times": self.meeting.times,
            "place": self.meeting.place, "mail": self.house.mail is not None, "over": self.is_over,
        }  # fmt: skip


async def here(request: Request) -> Here:
    """Raises Problem 403 for everybody but facilitators."""
    house, room_id = house_of(request), request.path_params["room"]
    refused = Problem(403, "role_may_not", "Only the facilitator can invite, and see the links.")
    who = await auth.facilitator(house, request, room_id, seat_named(request), refused)
    scene = (await house.live.look(room_id)).scene
    people = {one.id: one for one in await house.directory.people(room_id)}
    own = who.seat is None or who.seat.kind == "person"
    meeting = gathering(room_id, scene.room, people)
    return Here(house, room_id, scene.room, scene, people, meeting, who.actor.person, own)


def new_letter() -> str:
    """An id for a letter, made with the form that asks for it, so that pressing twice sends one."""
    return f"l_{secrets.token_hex(8)}"


def letter_in(form: Any) -> str:
    """The id that a form came with; a new one where it is none of ours."""
    given = str(form.get("letter", ""))
    return given if re.fullmatch(r"l_[0-9a-f]{16}", given) else new_letter()
