"""A room once more, on another day: the page that asks for the day. What is taken along: `copying`."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.house import House
from server.hub.copying import copy_of
from server.hub.days import times, today_in
from server.hub.desk import Desk, around, for_desk
from server.limits import Rate, spare
from server.making import make_room
from server.pages import page
from server.problems import no_room
from server.tables import Person
from sessions.refusals import Refused
from sessions.room import Room

LONGEST_TITLE = 200
FURTHEST_YEARS = 5
DUPLICATES = Rate(per_second=0.5, burst=20)

Typed = Mapping[str, str]


class NoSuchTime(ValueError):
    """What was typed is no moment that a meeting could begin at; the sentence says why."""


def beginning(day: str, at: str, room: Room, now: datetime) -> datetime:
    """The moment that a date and a time mean where the room meets. Raises NoSuchTime."""
    try:
        typed = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(room.time_zone))
    except ValueError:
        raise NoSuchTime("Choose a date and a time, such as 18/06/2027 and 09:30.") from None
    if typed.astimezone(UTC).astimezone(typed.tzinfo).replace(tzinfo=None) != typed.replace(tzinfo=None):
        raise NoSuchTime("The clocks go forward that night, and this time does not exist. Choose another.")
    today = today_in(room, now)
    if typed.date() < today:
        raise NoSuchTime("That day has passed. Choose one that is still to come.")
    if typed.year > today.year + FURTHEST_YEARS:
        raise NoSuchTime(f"That is more than {FURTHEST_YEARS} years away. Check the year.")
    return typed


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
    except NoSuchTime as error:
        return _asked(house, request, desk, row.id, room, typed, date_error=str(error))
    except Refused as error:
        return _asked(house, request, desk, row.id, room, typed, title_error=error.sentence)
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
    house: House, request: Request, desk: Desk, room_id: str, room: Room, typed: Typed, date_error: str = "",
    title_error: str = "",
) -> Response:  # fmt: skip
    today = today_in(room, house.now())
    names = [one.name for one in room.institutions.values() if not one.withdrawn]
    return page(
        house, "hub-duplicate", status=422 if date_error or title_error else 200, **around(request, desk), room=room_id,
        was=room.title, typed=typed, today=today.isoformat(), names=names, format=room.format_title,
        usual=times(room), zone=room.time_zone, date_error=date_error, title_error=title_error,
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/hub/rooms/{room}/duplicate", duplicate, methods=["GET", "POST"])]
