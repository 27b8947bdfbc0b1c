"""The page about one institution, to be read in the room: the file for governors with the ways on and back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.downloads import part_for
from server.house import house_of
from server.pages import page, seat_named


async def summary(request: Request) -> Response:
    """What was decided about one institution, and the forms in which it can be taken along."""
    from server.exports.summary_document import summary_document

    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    minutes, part = await part_for(house, who, request.path_params["institution"])
    return page(
        house, "summary", document=summary_document(minutes, part.id), url=f"/rooms/{room_id}",
        file=f"/rooms/{room_id}/summary/{part.id}", room_title=minutes.title, name=part.name,
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/summary/{institution}", summary)]
