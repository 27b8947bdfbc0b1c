"""Pages that belong to a seat: who sits there, and the way to them from places that know no seat."""

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import auth
from server.course.parts import Part, part_of, presents
from server.eye import Eye, audience_of
from server.house import House, house_of
from server.live import Look
from server.pages import seat_named
from server.problems import Problem, no_room
from sessions.minuting import name_of


def only_theirs() -> Problem:
    """For whoever asks for an hour that is not theirs to prepare."""
    return Problem(403, "role_may_not", "Only its own people prepare an hour, and the facilitator for them.")


class Sitting(NamedTuple):
    """Somebody at a page of their own seat."""

    house: House
    who: auth.Who
    name: str
    look: Look
    eye: Eye

    @property
    def url(self) -> str:
        """Where their own pages begin."""
        return f"/rooms/{self.who.room_id}/as/{self.name}"

    @property
    def part(self) -> Part:
        """What their part is."""
        person = self.eye.room.people[self.who.actor.person or ""]
        known = self.eye.scene.names.get(person.id)
        return part_of(person, known.job_title if known else "", presents=presents(self.eye.room, person.id))

    @property
    def called(self) -> str:
        """Their name."""
        return name_of(self.eye.scene.names, self.who.actor.person)


async def sitting(request: Request) -> Sitting:
    """Whoever has the seat that the address names. Raises Problem for others, and for who still waits at the door."""
    house, name = house_of(request), request.path_params["seat"]
    who = await auth.who(house, request, request.path_params["room"], auth.seat_called(name))
    if who.actor.role in ("waiting", "screen"):
        raise no_room()
    look = await house.live.look(who.room_id)
    return Sitting(house, who, name, look, house.fragments.eye(look.scene, audience_of(who.actor), house.now()))


async def to_own(request: Request, page: str, *, leads: bool = False) -> Response:
    """From an address without a seat to the same page of one's own: fragments are made for many, and know no seat. With
    `leads` it is the facilitator's, where this browser holds one. Raises Problem for who has no seat."""
    house, room_id = house_of(request), request.path_params["room"]
    if leads:
        who = await auth.facilitator(house, request, room_id, seat_named(request), only_theirs())
    else:
        who = await auth.who(house, request, room_id, seat_named(request))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/rooms/{room_id}/as/{who.seat_name}/{page}{query}", 303)
