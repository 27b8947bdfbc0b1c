"""The pages of a room for those who have a seat: participant, desk, remote, screen; and what they send."""

import re
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.actions import command_from
from server.course.late import has_seen, is_offered, sees_the_beginning
from server.eye import Eye
from server.fragments import Audience, audience_of
from server.house import House, house_of
from server.live import Look
from server.meanwhile import settled_meanwhile, what_stands
from server.other_seats import other_seats
from server.own import own_parts, with_own
from server.parts.desk import cost
from server.problems import ANSWERED, Problem, no_room, problem_of
from server.submit import command_id, preview, submit
from sessions import commands as c
from sessions.commands import TakeFrom
from sessions.minuting import name_of
from sessions.refusals import NoTimeThere, RoleMayNot, SettledMeanwhile
from sessions.room import Role, Room

HTMX = "hx-request"
TYPED = frozenset(
    {"text", "answer", "reason", "evidence", "wants", "context", "priorities", "strength.new", "doubt", "note"}
)
"""Fields of forms that hold words of one's own."""
WHOSE = "Choose whose words these are. They stand under that name, and the minutes say that you entered them."


def page(house: House, template: str, *, status: int = 200, **words: Any) -> HTMLResponse:
    """A whole page; never kept by anybody on the way."""
    html = house.templates.get_template(f"pages/{template}.html").render(**words)
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def is_htmx(request: Request) -> bool:
    """Whether a script sent this and wants a piece of a page."""
    return HTMX in request.headers


async def room(request: Request) -> Response:
    """The room for this browser: its one seat at once, or "Who is using this tablet?"."""
    house, room_id = house_of(request), request.path_params["room"]
    cookie = request.cookies.get(auth.cookie_name(house))
    session = await house.directory.session(cookie) if cookie else None
    seats = [seat for seat in (session.seats if session else ()) if seat.room == room_id and seat.kind == "person"]
    if not seats:
        await auth.who(house, request, room_id)  # a hub's desk has no seat of its own; raises where nobody is known
        return RedirectResponse(f"/rooms/{room_id}/as/desk", 303)
    if len(seats) == 1:
        return RedirectResponse(f"/rooms/{room_id}/as/{seats[0].seat}", 303)
    look = await house.live.look(room_id)
    held = []
    for seat in seats:
        person = look.scene.room.people.get(seat.person or "")
        if person and not person.removed:
            institution = look.scene.room.institutions.get(person.institution or "")
            held.append({"seat": seat.seat, "name": name_of(look.scene.names, person.id),
                         "institution": institution.name if institution else ""})  # fmt: skip
    return page(house, "seats", title=look.scene.room.title, seats=held, url=f"/rooms/{room_id}")


async def seat(request: Request) -> Response:
    """The room as it is for one seat now."""
    house, room_id, name = house_of(request), request.path_params["room"], request.path_params["seat"]
    who = await auth.who(house, request, room_id, auth.seat_called(name))
    look = await house.live.look(room_id)
    now = house.now()
    live = live_line(look, f"/rooms/{room_id}/as/{name}", who.actor.role, room_id, name, now)
    if who.actor.role == "waiting":
        return _waiting(house, look, who, live)
    audience = audience_of(who.actor)
    fragments = house.fragments.all(look.scene, audience, now)
    eye = house.fragments.eye(look.scene, audience, now)
    words: dict[str, Any] = {
        "title": look.scene.room.title,
        "fragments": fragments,
        "live": live,
        "url": f"/rooms/{room_id}",
    }
    if who.actor.facilitates:
        host = look.scene.base.partition("://")[2]
        home = "/hub" if look.scene.room.hub else "/"
        others = await other_seats(house, request, look.scene, name)
        return page(house, "desk", **words, date=eye.date, home=home, code=look.scene.code, join_host=host,
                    others=[one for one in others if not one.leads])  # fmt: skip
    person = who.actor.person
    fragments["work"] = with_own(house.templates, eye, who.actor, fragments["work"])
    me = {"name": name_of(look.scene.names, person), "initials": eye.initials.get(who.actor.institution or "", "O")}
    late = is_offered(request, look.scene.room, person or "")
    own = f"/rooms/{room_id}/as/{name}"
    desk = next((one for one in await other_seats(house, request, look.scene, name) if one.leads), None)
    seats = await seats_here(house, request, room_id)
    answer = page(house, "room", **words, me=me, seats=seats, late=late, own=own, desk=desk)
    if sees_the_beginning(look.scene.room, now):
        has_seen(house, answer, own)
    return answer


async def seats_here(house: House, request: Request, room_id: str) -> int:
    """How many seats of a room this browser holds: a tablet with several is passed on."""
    session = await house.directory.session(request.cookies.get(auth.cookie_name(house)))
    return sum(one.room == room_id for one in session.seats) if session else 0


def _waiting(house: House, look: Look, who: auth.Who, live: dict[str, Any]) -> Response:
    eye = house.fragments.eye(look.scene, Audience("observer"), house.now())
    known = look.scene.names.get(who.actor.person or "")
    return page(
        house, "join", state="waiting", room_title=eye.room.title, when=f"{eye.date}, {eye.time(eye.room.start)}",
        place=eye.room.place or "", action=live["path"], name=known.name if known else "", live=live,
        institution=known.organisation if known else "", facilitator=eye.facilitator, door=f"{live['path']}/door",
    )  # fmt: skip


def live_line(look: Look, path: str, role: Role, room_id: str, seat_name: str, now: datetime) -> dict[str, Any]:
    """What the page's live connection begins with, and for which role the page was made."""
    return {
        "path": path, "role": role, "room": room_id, "seat": seat_name,
        "epoch": look.epoch, "seq": look.seq, "frame": look.frame, "now": int(now.timestamp() * 1000),
    }  # fmt: skip


async def own(request: Request) -> Response:
    """One person's own parts, fetched by them alone."""
    house, room_id, name = house_of(request), request.path_params["room"], request.path_params["seat"]
    who = await auth.who(house, request, room_id, auth.seat_called(name))
    return await own_answer(house, who)


async def own_answer(house: House, who: auth.Who, hour: str | None = None, rated_for: str | None = None) -> Response:
    """Somebody's own parts, of an hour where the page they look at is about one."""
    if who.actor.role in ("waiting", "screen"):
        return Response(status_code=204)
    look = await house.live.look(who.room_id)
    eye = house.fragments.eye(look.scene, audience_of(who.actor, hour), house.now())
    html = own_parts(house.templates, eye, who.actor, rated_for) if eye.may_write else ""
    return HTMLResponse(html, headers={"cache-control": "no-store"})


async def part(request: Request) -> Response:
    """One fragment as it is now: the run sheet, whose times move on by themselves, or what is fetched when unfolded."""
    house, name = house_of(request), request.path_params["part"]
    eye = await _eye(house, request)
    if not {"run": eye.facilitates, "other-ratings": not eye.is_screen}.get(name):
        raise no_room()
    return HTMLResponse(house.fragments.render(name, eye), headers={"cache-control": "no-store"})


async def _eye(house: House, request: Request) -> Eye:
    who = await auth.who(house, request, request.path_params["room"], seat_named(request))
    if who.actor.role == "waiting":
        raise no_room()
    look = await house.live.look(who.room_id)
    return house.fragments.eye(look.scene, audience_of(who.actor), house.now())


def seat_named(request: Request) -> str | None:
    """Which of a browser's seats a form was sent from: its header, or the page it stood on."""
    named = request.headers.get("x-seat") or request.headers.get("referer", "").partition("/as/")[2]
    name = named.split("?")[0].split("#")[0].split("/")[0]
    return auth.seat_called(name)


def hour_named(request: Request, room: Room) -> str | None:
    """Which hour the page is about that a form was sent from, where it is about one."""
    named = re.match(r"[\w-]*", request.headers.get("referer", "").partition("/hours/")[2])
    return named[0] if named and named[0] in room.slots else None


async def send(request: Request) -> Response:
    """A command from a form. With a script: own parts, or the sentence; without: back to the page."""
    house, room_id = house_of(request), request.path_params["room"]
    form = await request.form()
    try:
        who = await auth.who(house, request, room_id, seat_named(request), lately=True)
        command = command_from(form, who.room)
        await submit(house, room_id, who.actor, command)
    except SettledMeanwhile as error:
        return await _meanwhile(house, request, command, error, form)
    except ANSWERED as error:
        return said(house, request, _in_whose_name(form, error), form)
    if is_htmx(request):
        rated_for = command.on_behalf_of if isinstance(command, c.RateAlone) else None
        return await own_answer(house, who, hour_named(request, who.room), rated_for)
    return RedirectResponse(request.headers.get("referer") or f"/rooms/{room_id}", 303)


def _in_whose_name(form: FormData, error: Exception) -> Exception:
    """A form of the desk asks for whom it is typed. Where that was left open, who may do it is no help."""
    left_open = isinstance(error, RoleMayNot) and form.get("on_behalf_of") == ""
    return RoleMayNot(WHOSE) if left_open else error


async def _meanwhile(
    house: House, request: Request, command: c.Command, error: SettledMeanwhile, form: Any
) -> Response:
    """Who settled it first, and what stands there now: whoever has read that may press once more. Which event that is
    goes along, for the script to put into the form."""
    scene = (await house.live.look(request.path_params["room"])).scene
    there = what_stands(scene.room, command)
    if there is None or not isinstance(command, c.ShareSelfRating | c.AgreeRating):
        return said(house, request, error, form)
    sentence = settled_meanwhile(scene, command.slot, there, house.now())
    answer = said(house, request, SettledMeanwhile(sentence), form)
    answer.headers["seen"] = str(there.seq)
    return answer


def said(house: House, request: Request, error: Exception, form: Any) -> Response:
    """The sentence for what went wrong; without a script also every word that was typed, to copy from."""
    problem = problem_of(error)
    headers = {"cache-control": "no-store"} | ({"retry-after": str(problem.retry)} if problem.retry else {})
    if is_htmx(request):
        html = house.templates.get_template("said.html").render(sentence=_plain(problem))
        return HTMLResponse(html, problem.status, headers)
    typed = [str(value) for name, value in form.multi_items() if name in TYPED and value]
    back = request.headers.get("referer") or f"/rooms/{request.path_params['room']}"
    return page(house, "refused", status=problem.status, sentence=_plain(problem), typed=typed, back=back)


def _plain(problem: Problem) -> str:
    """A malformed field is told to programs by name; people get the sentence alone."""
    return problem.detail.removeprefix(f"{problem.field}: ") if problem.field else problem.detail


async def extension(request: Request) -> Response:
    """What more time would cost, before it is given: from this hour, from the break, or from those who come later."""
    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    eye = await _eye(house, request)
    minutes = request.query_params.get("minutes", "1")
    asked = int(minutes) if minutes.isdigit() and 1 <= int(minutes) <= 120 else 1
    offers: list[dict[str, Any]] = []
    sources: tuple[TakeFrom, ...] = ("slot", "break", "later")
    for take_from in sources:
        try:
            command = c.ExtendStep(id=command_id(), minutes=asked, take_from=take_from, preview=True)
            await preview(house, room_id, who.actor, command)
            offers.append({"take_from": take_from, "cost": cost(eye, asked, take_from), "why_not": ""})
        except NoTimeThere as error:
            offers.append({"take_from": take_from, "cost": None, "why_not": error.sentence})
    words: dict[str, Any] = {"eye": eye, "minutes": asked, "offers": offers, "step": eye.room.step}
    if is_htmx(request):
        html = house.templates.get_template("extension.html").render(**words)
        return HTMLResponse(html, headers={"cache-control": "no-store"})
    return page(house, "extension", **words, back=f"/rooms/{room_id}")


async def screen(request: Request) -> Response:
    """The projector."""
    house, room_id = house_of(request), request.path_params["room"]
    await screen_or_facilitator(house, request, room_id)
    look = await house.live.look(room_id)
    now = house.now()
    fragments = house.fragments.all(look.scene, Audience("screen"), now)
    live = live_line(look, f"/rooms/{room_id}/screen", "screen", room_id, "", now)
    return page(house, "screen", title=look.scene.room.title, fragments=fragments, live=live)


async def screen_or_facilitator(house: House, request: HTTPConnection, room_id: str) -> None:
    """Whether this browser may show the screen: it holds the screen's seat, or one that facilitates."""
    cookie = request.cookies.get(auth.cookie_name(house))
    session = await house.directory.session(cookie) if cookie else None
    if session and any(seat.room == room_id and seat.kind == "screen" for seat in session.seats):
        return
    await auth.facilitator(house, request, room_id, None, no_room())


async def open_screen(request: Request) -> Response:
    """A facilitator shows the screen on a display of this machine."""
    return RedirectResponse(f"/rooms/{request.path_params['room']}/screen", 303)


async def remote(request: Request) -> Response:
    """The facilitator's phone: clock, next, the queue; nothing else."""
    house, room_id = house_of(request), request.path_params["room"]
    refused = Problem(403, "role_may_not", "Only the facilitator can use the remote.")
    who = await auth.facilitator(house, request, room_id, seat_named(request), refused)
    look, now = await house.live.look(room_id), house.now()
    eye = house.fragments.eye(look.scene, Audience("facilitator"), now)
    name = who.seat_name
    live = live_line(look, f"/rooms/{room_id}/as/{name}", who.actor.role, room_id, name, now)
    below = ("differences",) if eye.among_colleagues else ("nudges", "on-table", "queue")
    shown = [house.fragments.render(part, eye) for part in ("now", *below)]
    return page(house, "remote", title=look.scene.room.title, fragments=shown, live=live, url=f"/rooms/{room_id}")


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}", room),
    Route("/rooms/{room}/as/{seat}", seat),
    Route("/rooms/{room}/as/{seat}/own", own),
    Route("/rooms/{room}/commands", send, methods=["POST"]),
    Route("/rooms/{room}/part/{part}", part),
    Route("/rooms/{room}/extension", extension),
    Route("/rooms/{room}/screen", screen),
    Route("/rooms/{room}/screen/open", open_screen),
    Route("/rooms/{room}/remote", remote),
]
