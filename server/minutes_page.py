"""The minutes as a page to be read, with the ways from a text to whatever can still be done about it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.downloads import minutes_for
from server.house import house_of
from server.pages import page, seat_named
from server.removing import hands


async def minutes(request: Request) -> Response:
    """The minutes as they stand, and every form in which they can be had."""
    from server.exports.minutes_document import minutes_document

    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    written, url = await minutes_for(house, who), f"/rooms/{room_id}"
    return page(
        house, "minutes", document=minutes_document(written), url=url, state=written.state, room_title=written.title,
        summaries=[[part.id, part.name] for part in written.institutions],
        hands=hands(who.room, f"{url}/as/{who.seat_name}") if who.actor.facilitates else {},
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/minutes", minutes)]
