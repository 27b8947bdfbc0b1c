"""Everybody's links: who has opened theirs, made anew, ended; the code and the screen. A link is shown once."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.inviting.here import Here, here
from server.pages import page
from server.problems import Problem
from server.qr import qr_path

SCREEN = "screen"


async def links(request: Request) -> Response:
    """The list; a press makes one link anew, and the one before ends."""
    at = await here(request)
    made: dict[str, str] = {}
    if request.method == "POST":
        person = str((await request.form()).get("person", ""))
        made[person] = f"{at.base}/join/{await _anew(at, person)}"
    return await _page(at, made)


async def _anew(at: Here, person: str) -> str:
    if person == SCREEN:
        return await at.house.directory.rotate_link("screen", at.room_id, None)
    return await at.house.directory.rotate_link("person", at.room_id, at.guest(person).person)


async def end(request: Request) -> Response:
    """End somebody's link, and every seat they hold, at once; letters to them that wait are not sent."""
    at = await here(request)
    person = str((await request.form()).get("person", ""))
    if person == SCREEN:
        await at.house.directory.revoke_screen(at.room_id)
        return await _page(at, {}, done="The screen’s link has ended, and displays that showed it go dark.")
    guest = at.guest(person)
    if person == at.by and at.own:
        raise Problem(422, "own_link", "This is your own link: you would be shut out. Make a new one instead.")
    await at.house.directory.stop_letters(at.room_id, person)
    await at.house.directory.revoke_links(at.room_id, person)
    return await _page(at, {}, done=f"The link of {guest.name} has ended, and every device that came in by it is out.")


async def _page(at: Here, made: dict[str, str], done: str = "") -> Response:
    ways = await at.house.directory.ways(at.room_id)
    screen = ways.get("")
    join = f"{at.base}/join?code={at.scene.code}"
    words: dict[str, Any] = {
        "people": await at.everybody(), "made": made, "done": done, "code": at.scene.code, "join": join,
        "join_qr": qr_path(join), "me": at.by if at.own else None,
        "screen_open": screen is not None and screen.seat_taken is not None,
        "screen_link": screen is not None and screen.link_made is not None,
    }  # fmt: skip
    return page(at.house, "links", **at.around(), **words)


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/links", links, methods=["GET", "POST"]),
    Route("/rooms/{room}/links/end", end, methods=["POST"]),
]
