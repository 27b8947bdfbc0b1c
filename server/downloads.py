"""The files of a room, at any moment, for whoever may have them.

What takes long is printed by a process of its own (`server.printing`), the rest by a thread.
"""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.auth import Who, who
from server.house import House, house_of
from server.problems import Problem
from sessions.minutes import InstitutionPart, Minutes
from sessions.minuting import write_minutes

SHOWN_IN_PLACE = ("html", "json")
PRINTED = ("pdf", "docx")


async def minutes_for(house: House, at: Who) -> Minutes:
    """The minutes as this reader may have them. Raises Problem 403 for the screen and for who waits at the door."""
    if at.actor.role in ("screen", "waiting"):
        raise Problem(403, "role_may_not", "The minutes are for those who take part.")
    names = await house.directory.names(at.room_id)
    return write_minutes(at.room, at.room_id, names, house.now(), at.actor, await digest_of(house, at))


async def digest_of(house: House, at: Who) -> str:
    """The digest of the log as far as the room is folded, even where it has grown meanwhile."""
    (row,) = await house.store.records(at.room_id, at.room.seq - 1, 1)
    return row.digest


async def whole(request: Request) -> Response:
    """GET /rooms/{room}/minutes.…, actions.… and calendar.ics."""
    from server.exports import EXPORTS

    what, ending = request.scope["route"].name, request.path_params.get("ending", "ics")
    export = EXPORTS.get((what, ending))
    if export is None:
        raise _no_such_form()
    house = house_of(request)
    minutes = await minutes_for(house, await who(house, request, request.path_params["room"]))
    if ending in PRINTED:
        written = await house.printer.write(ending, minutes)
    else:
        written = await asyncio.to_thread(export.write, minutes)
    return _file(written, export.media_type, minutes.title, what, ending)


async def summary(request: Request) -> Response:
    """GET /rooms/{room}/summary/{institution}.…: a page about one institution, for its leaders and governors."""
    from server.exports import SUMMARIES

    institution, ending = request.path_params["institution"], request.path_params["ending"]
    export = SUMMARIES.get(ending)
    if export is None:
        raise _no_such_form()
    house = house_of(request)
    minutes, part = await part_for(house, await who(house, request, request.path_params["room"]), institution)
    if ending in PRINTED:
        written = await house.printer.write(ending, minutes, institution)
    else:
        written = await asyncio.to_thread(export.write, minutes, institution)
    return _file(written, export.media_type, minutes.title, "summary", ending, about=part.name)


async def part_for(house: House, at: Who, institution: str) -> tuple[Minutes, InstitutionPart]:
    """The minutes for this reader, and one institution's part in them. Raises Problem 403 until the reader may have
    that part, 404 where there is none."""
    minutes = await minutes_for(house, at)
    for part in minutes.institutions:
        if part.id == institution:
            return minutes, part
    if institution in at.room.institutions:
        if at.room.state == "confirmed":  # whatever is withheld then is withheld from an observer
            raise Problem(403, "not_admitted", "This part is not open to observers.")
        raise Problem(403, "not_confirmed", "Its own people have not confirmed this part yet, so it is theirs alone.")
    raise Problem(404, "no_institution", "There is no such institution in this room.")


def _no_such_form() -> Problem:
    return Problem(404, "no_such_form", "It cannot be had in this form.")


def _file(written: bytes, media_type: str, title: str, what: str, ending: str, about: str = "") -> Response:
    from server.exports import file_name

    headers: dict[str, Any] = {}
    if ending not in SHOWN_IN_PLACE:
        headers["content-disposition"] = f'attachment; filename="{file_name(title, what, ending, about)}"'
    return Response(written, media_type=media_type, headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/minutes.{ending}", whole, name="minutes"),
    Route("/rooms/{room}/actions.{ending}", whole, name="actions"),
    Route("/rooms/{room}/calendar.ics", whole, name="meeting"),
    Route("/rooms/{room}/summary/{institution}.{ending}", summary),
]
