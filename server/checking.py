"""The check page: for anybody, for somebody with a link, for somebody with a seat; and what facilitators see of it.

Whoever opens it from a room's link leaves the result for the facilitators, under the institution and without a name.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.check_result import LARGEST, Result, browser_family
from server.eye import Audience, Eye
from server.house import House, house_of
from server.it_desk import letter, network_of
from server.limits import Rate, spare
from server.pages import is_htmx, page, seat_named
from server.parts.checks import checks
from server.problems import Problem, misshapen, no_room, nobody
from server.tables import CheckRow
from sessions.room import Room

RESULTS = Rate(per_second=0.2, burst=20)  # of one person
NO_RESULT = "This is not a result of the check page. Open the page again and let it try once more."


async def anybody(request: Request) -> Response:
    """Will a room work on this network? For an IT desk, or somebody curious: nothing is kept."""
    return _page(house_of(request))


async def with_link(request: Request) -> Response:
    """The same from a personal link. It joins nobody, so that it can be done days before."""
    house, token = house_of(request), request.path_params["token"]
    link = await house.directory.find_link(token)
    if link is None or link.kind != "person" or link.room is None:
        raise nobody()
    back = f"/join/{token}"
    return await _answer(request, await house.store.room(link.room), link.room, link.person, back)


async def with_seat(request: Request) -> Response:
    """The same for somebody who has a seat."""
    house, room_id, name = house_of(request), request.path_params["room"], request.path_params["seat"]
    who = await auth.who(house, request, room_id, auth.seat_called(name))
    return await _answer(request, who.room, room_id, who.actor.person, f"/rooms/{room_id}/as/{name}")


async def from_page(request: Request) -> Response:
    """From a page of the room, whose links are the same for everybody: to the page of the seat that was looked at."""
    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    return RedirectResponse(f"/rooms/{room_id}/as/{who.seat_name}/check", 303)


async def of_room(request: Request) -> Response:
    """Whose network will do, for the facilitators: a page, or what the desk shows of it."""
    house, room_id = house_of(request), request.path_params["room"]
    refused = Problem(403, "role_may_not", "Only the facilitator can see what was checked.")
    await auth.facilitator(house, request, room_id, seat_named(request), refused)
    eye = await _eye(house, room_id)
    words = {**checks(eye, await house.directory.checks_of(room_id)), "url": eye.url}
    if not is_htmx(request):
        return page(house, "checks", title=eye.room.title, **words)
    html = house.templates.get_template("checks.html").render(**words)
    return HTMLResponse(html, headers={"cache-control": "no-store"})


async def _eye(house: House, room_id: str) -> Eye:
    look = await house.live.look(room_id)
    return house.fragments.eye(look.scene, Audience("facilitator"), house.now())


async def _answer(request: Request, room: Room, room_id: str, person: str | None, back: str) -> Response:
    """The page, or a result that it sends."""
    house = house_of(request)
    known = room.people.get(person or "")
    if known is None or known.removed:
        raise nobody()
    institution = room.institutions.get(known.institution or "")
    if request.method != "POST":
        eye = await _eye(house, room_id)
        return _page(house, eye, institution.name if institution else "", back)
    auth.guard_origin(request)
    if institution is None:
        raise no_room()
    await spare(house.limiter, f"check:{room_id}:{person}", RESULTS)
    result = await _result(request)
    row = CheckRow(
        room=room_id, institution=institution.id, at=house.now(),
        browser=browser_family(request.headers.get("user-agent", "")), **result.fields(),
    )  # fmt: skip
    await house.directory.keep_check(row)
    return JSONResponse({"kept": True}, headers={"cache-control": "no-store"})


def _page(house: House, eye: Eye | None = None, institution: str = "", back: str = "") -> Response:
    """The page itself; `back` is where it was opened from, and with /check behind it where the result goes."""
    network = network_of(house.settings.base_url)
    meeting = f"{eye.room.title}, {eye.date}, {eye.time(eye.room.start)}" if eye else ""
    room = {
        "id": eye.scene.room_id, "title": eye.room.title, "facilitator": eye.facilitator, "place": eye.room.place or "",
        "in_person": eye.room.mode == "in_person", "institution": institution, "back": back,
        "seated": back.startswith("/rooms/"),
    } if eye else None  # fmt: skip
    return page(house, "check", network=network, letter=letter(network, meeting), room=room)


_decode = msgspec.json.Decoder(Result).decode


async def _result(request: Request) -> Result:
    """What was sent. Raises Problem 400 or 413: anybody with a link can send anything."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Problem(413, "too_large", NO_RESULT)
    try:
        return _decode(bytes(body))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise misshapen("", NO_RESULT) from error


ROUTES: list[BaseRoute] = [
    Route("/check", anybody),
    Route("/join/{token}/check", with_link, methods=["GET", "POST"]),
    Route("/rooms/{room}/as/{seat}/check", with_seat, methods=["GET", "POST"]),
    Route("/rooms/{room}/check", from_page),
    Route("/rooms/{room}/checks", of_room),
]
