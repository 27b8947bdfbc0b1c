"""The minutes as a page to be read, with the ways from a text to whatever can still be done about it."""

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.downloads import minutes_for
from server.house import house_of
from server.pages import page, seat_named
from server.parts.loose_ends import held, of_hub, of_slot
from server.removing import hands
from sessions.room import Slot


async def minutes(request: Request) -> Response:
    """The minutes as they stand, and every form in which they can be had. `as` names the seat of who reads, where the
    page before does not: a tablet may hold several."""
    from server.exports.minutes_document import minutes_document

    house, room_id = house_of(request), request.path_params["room"]
    name = auth.seat_called(request.query_params.get("as", "")) or seat_named(request)
    who = await auth.who(house, request, room_id, name)
    written, url = await minutes_for(house, who), f"/rooms/{room_id}"
    seat = f"{url}/as/{who.seat_name}"
    return page(
        house, "minutes", document=minutes_document(written), url=url, state=written.state, room_title=written.title,
        summaries=[[part.id, part.name] for part in written.institutions],
        facilitates=who.actor.facilitates, waiting=_waiting(who, seat), hands=hands(who.room, who.actor, seat),
    )  # fmt: skip


class Waiting(NamedTuple):
    """What waits for a reader of one institution, or of the whole: each in words, with where it is done."""

    name: str
    links: list[tuple[str, str]]


def _waiting(who: auth.Who, seat: str) -> list[Waiting]:
    """What waits for this reader once the room is closed: what is still open, and to confirm it."""
    room, facilitates = who.room, who.actor.facilitates
    if room.state != "closed":
        return []
    hours = [slot for slot in room.order if slot.id in held(room)]
    theirs = [slot for slot in hours if facilitates or slot.host == who.actor.institution]
    found = [Waiting(room.institutions[slot.host].name, _of_hour(who, slot, seat)) for slot in theirs]
    if facilitates:
        found.append(Waiting("The hub", [(end.words, f"{seat}{end.href}") for end in of_hub(room)]))
        found.append(Waiting("The minutes", [("wait for you to confirm them", f"{seat}#after")]))
    return [one for one in found if one.links]


def _of_hour(who: auth.Who, slot: Slot, seat: str) -> list[tuple[str, str]]:
    own = slot.host == who.actor.institution
    where = seat if own else f"{seat}/hours/{slot.id}"
    links = [(end.words, f"{where}{end.href}") for end in of_slot(who.room, slot.id)]
    if slot.confirmed_by is None:
        links.append(
            ("your part waits for you to confirm it" if own else "not confirmed yet", f"{seat}#confirm-{slot.id}")
        )
    return links


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/minutes", minutes)]
