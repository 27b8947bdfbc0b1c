"""The other seats that a browser holds in a room: whoever leads a review among colleagues may rate in it as well."""

from contextlib import suppress
from typing import NamedTuple

from starlette.requests import Request

from server import auth
from server.eye import Scene
from server.house import House
from server.problems import Problem
from sessions.minuting import name_of


class OtherSeat(NamedTuple):
    """Where it is, whose it is, and whether one leads from there."""

    href: str
    words: str
    leads: bool


async def other_seats(house: House, request: Request, scene: Scene, here: str) -> list[OtherSeat]:
    """All but the one at hand; the hub's desk is one of them."""
    cookie = request.cookies.get(auth.cookie_name(house))
    session = await house.directory.session(cookie) if cookie else None
    found = []
    for seat in session.seats if session else ():
        name = "desk" if seat.kind == "hub" else seat.seat
        if name == here or (seat.kind == "person" and seat.room != scene.room_id) or seat.kind not in ("hub", "person"):
            continue
        with suppress(Problem):  # somebody removed, another hub's desk
            who = await auth.who(house, request, scene.room_id, seat.seat)
            leads = who.actor.facilitates
            words = "The desk" if name == "desk" else name_of(scene.names, who.actor.person)
            found.append(OtherSeat(f"/rooms/{scene.room_id}/as/{name}", words, leads))
    return found
