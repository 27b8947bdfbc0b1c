"""A room once more, on another day: the page that asks for the day. What is taken along: `copying`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.days import times, today_in
from server.house import House
from server.hub.copying import copy_of
from server.hub.desk import Desk, around, for_desk
from server.hub.saying import Errors, Typed
from server.limits import Rate, spare
from server.making import make_room
from server.pages import page
from server.problems import no_room
from server.tables import Person
from server.when import NoSuchMoment, moment
from sessions.refusals import Refused
from sessions.room import Room

LONGEST_TITLE = 200
FURTHEST_YEARS = 5
DUPLICATES = Rate(per_second=0.5, burst=20)


def beginning(day: str, at: str, room: Room, now: datetime) -> datetime:
    """The moment that a date and a time mean where the room meets. Raises NoSuchMoment."""
    begins = moment(day, at, room.time_zone, "first")
    today = today_in(room, now)
    if begins.date() < today:
        raise NoSuchMoment("date", "That day has passed. Choose one that is still to come.")
    if begins.year > today.year + FURTHEST_YEARS:
        raise NoSuchMoment("date", f"That is more than {FURTHEST_YEARS} years away. Check the year.")
    return begins


@for_desk
async def duplicate(house: House, request: Request, desk: Desk) -> Response:
    """The date of the new room is asked for; then it is made, and its desk opens."""
    row = await house.directory.room_of(desk.hub.id, request.path_params["room"])
    if row is None:
        raise no_room()
    room = await house.store.room(row.id)
    begins = room.start.astimezone(ZoneInfo(room.time_zone))
    typed = {"title": room.title, "date": "", "time": f"{begins:%H:%M}"}
    if request.method != "POST":
        return _asked(house, request, desk, row.id, room, typed)
    form = await request.form()
    typed = {name: " ".join(str(form.get(name, "")).split()) for name in typed}
    try:
        made = await _made(house, desk, row.id, room, typed)
    except NoSuchMoment as error:
        return _asked(house, request, desk, row.id, room, typed, {error.field: error.sentence})
    except Refused as error:
        return _asked(house, request, desk, row.id, room, typed, {"title": error.sentence})
    return RedirectResponse(f"/rooms/{made}", 303)


async def _made(house: House, desk: Desk, room_id: str, room: Room, typed: Typed) -> str:
    if not typed["title"]:
        raise Refused("Give the review a title.")
    if len(typed["title"]) > LONGEST_TITLE:
        raise Refused(f"That title is too long. Write it in up to {LONGEST_TITLE} characters.")
    start = beginning(typed["date"], typed["time"], room, house.now())
    await spare(house.limiter, f"duplicates:{desk.hub.id}", DUPLICATES)
    people = {one.id: one for one in await house.directory.people(room_id)}
    me = desk.facilitator
    run_by = Person(id="", room="", name=me.name, email=me.email) if me else None
    return (await make_room(house, copy_of(room, people, typed["title"], start, run_by), desk.hub.id)).room


def _asked(
    house: House, request: Request, desk: Desk, room_id: str, room: Room, typed: Typed, errors: Errors | None = None
) -> Response:
    today = today_in(room, house.now())
    names = [one.name for one in room.institutions.values() if not one.withdrawn]
    return page(
        house, "hub-duplicate", status=422 if errors else 200, **around(request, desk), room=room_id,
        was=room.title, typed=typed, today=today.isoformat(), names=names, format=room.format_title,
        usual=times(room), zone=room.time_zone, errors=errors or {},
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/hub/rooms/{room}/duplicate", duplicate, methods=["GET", "POST"])]
