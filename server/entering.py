"""Coming in: the first page, a person's link, the code of a room. Looking never joins; a button does.

How facilitators sign in stands in `server.hub.door`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.course.briefing import own_hour
from server.course.parts import part_of, presents
from server.course.words import course_shown
from server.directory import Seat
from server.ended import ended
from server.fragments import Audience, Scene
from server.house import House, house_of
from server.hub.door import first_page
from server.limits import Rate
from server.pages import is_htmx, page, said, seat_named
from server.parts.asks import asked
from server.problems import ANSWERED, Problem
from server.recognising import recognise
from server.submit import command_id, submit
from server.tables import Link
from sessions import codec
from sessions import commands as c
from sessions.events import Event, JoinerKnocked
from sessions.minuting import name_of, section_of
from sessions.room import Room

KNOCKS = Rate(per_second=1, burst=40)  # from one address: a whole school may come through one
CODES = Rate(per_second=1, burst=30)
LONGEST_NAME = 120
OWN_PAGES = ("preparation", "course")
ROOM_PAGES = ("minutes",)
"""Where a person's link leads at once, where its page offers it: to a page of their seat, or of the room."""
LOOKS_ON = "observer"
"""What the form of the code sends in place of an institution."""
NOT_LET_IN = {
    "title": "Not let in this time",
    "sentence": "You are not at the door of this room any more: the facilitator did not let you in, or this device has "
    "forgotten that you asked.",
    "then": "It need not mean you: a name that nobody expects is easily taken for a mistake. Speak to the facilitator, "
    "or ask again with the name that they know.",
    "way": ["/join", "Ask again with the code"],
    "reference": "",
}
UNKNOWN_LINK = (
    "This link is not known, or it has ended. Ask the facilitator for a new one, or join with the code of the room."
)


async def home(request: Request) -> Response:
    """What this is, and the ways in."""
    return await first_page(house_of(request), request)


def _to(address: str, house: House, cookie: str) -> Response:
    response = RedirectResponse(address, 303)
    auth.set_cookie(house, response, cookie)
    return response


async def by_link(request: Request) -> Response:
    """A personal link: who and what. Only the button joins, for mail scanners follow links too."""
    house, token = house_of(request), request.path_params["token"]
    link = await house.directory.find_link(token)
    if link is None:
        return page(
            house, "error", status=404, title="This link has ended", sentence=UNKNOWN_LINK, then="", reference=""
        )
    if request.method == "POST":
        auth.guard_origin(request)
        wanted = str((await request.form()).get("to", ""))
        return await _enter(house, request, link, wanted if wanted in OWN_PAGES + ROOM_PAGES else "")
    if link.kind == "hub":
        return page(house, "desk-link", action=f"/join/{token}")
    if link.kind == "join":
        row = await _room_row(house, link.room or "")
        return RedirectResponse(f"/join?code={row}", 303)
    return await _show_link(house, link, f"/join/{token}")


async def _show_link(house: House, link: Link, action: str) -> Response:
    look = await house.live.look(link.room or "")
    words = _about(house, look.scene) | {"action": action}
    if link.kind == "screen":
        return page(house, "join", **words, state="screen")
    person = look.scene.room.people[link.person or ""]
    if look.scene.room.ended:
        return page(house, "join-ended", **words, **ended(house, look.scene, person))
    eye = house.fragments.eye(look.scene, Audience("member", person.institution), house.now())
    institution = eye.institution(person.institution)
    step = eye.room.step if eye.room.run else None
    now = f"{section_of(eye.room, step)}, {step.title}. {asked(eye)[0]}." if step else ""
    known = look.scene.names.get(person.id)
    part = part_of(person, known.job_title if known else "", presents=presents(eye.room, person.id))
    return page(
        house, "join", **words, state="link", name=name_of(look.scene.names, person.id), role=person.role,
        initials=eye.initials.get(person.institution or "", ""), institution=institution.name if institution else "",
        now=now, course=course_shown(eye.room, eye.now, part, own_hour(eye)),
        prepares=institution is not None and not institution.withdrawn,
    )  # fmt: skip


def _about(house: House, scene: Scene) -> dict[str, Any]:
    eye = house.fragments.eye(scene, Audience("observer"), house.now())
    return {
        "room_title": eye.room.title,
        "when": f"{eye.date}, {eye.time(eye.room.start)}",
        "place": eye.room.place or "",
    }


async def _room_row(house: House, room_id: str) -> str:
    return (await house.live.look(room_id)).scene.code


async def _enter(house: House, request: Request, link: Link, to: str = "") -> Response:
    """Take the seat and, for a person, say "I am here". `to` is a page of the seat's own to begin with."""
    cookie, seat = await house.directory.take_seat(request.cookies.get(auth.cookie_name(house)), link)
    if seat.kind == "hub":
        return _to("/hub", house, cookie)
    if seat.kind == "screen":
        return _to(f"/rooms/{seat.room}/screen", house, cookie)
    await _join(house, seat)
    if to in ROOM_PAGES:
        return _to(f"/rooms/{seat.room}/{to}?as={seat.seat}", house, cookie)
    return _to(f"/rooms/{seat.room}/as/{seat.seat}{f'/{to}' if to else ''}", house, cookie)


async def _join(house: House, seat: Seat) -> None:
    room = await house.store.room(seat.room or "")
    actor = room.actor(seat.person or "")
    if not room.people[seat.person or ""].here:
        await submit(house, seat.room or "", actor, c.JoinRoom(id=command_id()))


async def by_code(request: Request) -> Response:
    """The room's short code: name and institution, then the facilitator's nod."""
    house = house_of(request)
    form = await request.form() if request.method == "POST" else request.query_params
    code = str(form.get("code", "")).strip()
    if not code:
        return await first_page(house, request)
    address = request.client.host if request.client else "nowhere"
    if await house.limiter.allow(f"code:{address}", CODES):
        sentence = "Too many tries from here. Wait a minute and try again."
        return await first_page(house, request, 429, code=code, code_error=sentence)
    room_id = await house.directory.room_by_code(code)
    if room_id is None:
        sentence = "No room has this code. Look at the screen in the room and type it again."
        return await first_page(house, request, 422, code=code, code_error=sentence)
    look = await house.live.look(room_id)
    room = look.scene.room
    words = _about(house, look.scene) | {"action": "/join", "hidden": [["code", code]]}
    if room.ended:
        return page(house, "join", **words, state="over", minutes="")
    open_to = [[one.id, one.name] for one in room.institutions.values() if not one.withdrawn]
    open_to.append([LOOKS_ON, "None of them: I only look on"])
    if request.method != "POST":
        return page(house, "join", **words, state="code", institutions=open_to)
    auth.guard_origin(request)
    name, institution = " ".join(str(form.get("name", "")).split()), str(form.get("institution", ""))
    error = _not_so(name, institution, room)
    if error:
        words |= {"name": name, "institution": institution, "error": error}
        return page(house, "join", status=422, **words, state="code", institutions=open_to)
    own = room.institutions.get(institution)
    return await _knock(house, request, room_id, name, own.name if own else "")


def _not_so(name: str, institution: str, room: Room) -> str:
    if not name:
        return "Write your name, so that the facilitator knows whom to let in."
    if len(name) > LONGEST_NAME:
        return "That name is too long. Write it in up to 120 characters."
    known = institution == LOOKS_ON or institution in room.institutions
    return "" if known else "Choose your school or college, or say that you only look on."


async def _knock(house: House, request: Request, room_id: str, name: str, institution: str) -> Response:
    """Ask to come in, for an institution or, without one, to look on."""
    person = house.directory.new_person(room_id, name, organisation=institution)
    command = command_id()

    def knock(_room: Room, _at: Any) -> list[Event]:
        return [JoinerKnocked(person=person.id, looks_on=not institution)]

    body = codec.canonical({"id": command, "kind": "Knock", "person": person.id})
    reply = await house.store.append(room_id, command, body, person.id, knock, [person])
    await house.bus.announce_people(room_id)
    await house.bus.announce(room_id, reply.last_seq)
    cookie = request.cookies.get(auth.cookie_name(house))
    cookie, seat = await house.directory.take_person_seat(cookie, room_id, person.id)
    return _to(f"/rooms/{room_id}/as/{seat.seat}", house, cookie)


async def door(request: Request) -> Response:
    """Where the page of somebody who waits looks again: their page in the room, or a word to whoever is not let in."""
    house, room_id, name = house_of(request), request.path_params["room"], request.path_params["seat"]
    try:
        await auth.who(house, request, room_id, auth.seat_called(name))
    except Problem as problem:
        if problem.status not in (401, 404):
            raise
        return page(house, "error", status=404, **NOT_LET_IN)
    return RedirectResponse(f"/rooms/{room_id}/as/{name}", 303)


async def recognised(request: Request) -> Response:
    """A facilitator knows somebody at the door: it is a person who was invited."""
    house, room_id = house_of(request), request.path_params["room"]
    form = await request.form()
    try:
        who = await auth.who(house, request, room_id, seat_named(request))
        await recognise(house, who, str(form.get("person", "")), str(form.get("invited", "")))
    except ANSWERED as error:
        return said(house, request, error, form)
    if is_htmx(request):
        return Response(headers={"cache-control": "no-store"})
    return RedirectResponse(request.headers.get("referer") or f"/rooms/{room_id}", 303)


async def who_sees_what(request: Request) -> Response:
    """One page that says plainly who sees what."""
    return page(house_of(request), "who-sees-what")


ROUTES: list[BaseRoute] = [
    Route("/", home),
    Route("/join", by_code, methods=["GET", "POST"]),
    Route("/join/{token}", by_link, methods=["GET", "POST"]),
    Route("/rooms/{room}/as/{seat}/door", door),
    Route("/rooms/{room}/recognised", recognised, methods=["POST"]),
    Route("/who-sees-what", who_sees_what),
]
