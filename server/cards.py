"""The cards of a colleague without a device: whoever facilitates enters what that one says, and the record says so."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.fragments import audience_of
from server.house import house_of
from server.pages import page, seat_named
from server.parts import alone
from server.problems import Problem, no_room


async def cards(request: Request) -> Response:
    """GET /rooms/{room}/cards/{person}: the cards of one colleague, with what this facilitator has typed on them."""
    house, room_id, person = house_of(request), request.path_params["room"], request.path_params["person"]
    refused = Problem(403, "role_may_not", "Only the facilitator can enter levels for a colleague.")
    who = await auth.facilitator(house, request, room_id, seat_named(request), refused)
    look = await house.live.look(room_id)
    eye = house.fragments.eye(look.scene, audience_of(who.actor), house.now())
    colleague = eye.room.people.get(person)
    if colleague is None or colleague.role != "member" or not eye.among_colleagues:
        raise no_room()
    back = f"/rooms/{room_id}/as/{who.seat_name}"
    own = alone.cards(eye, person, who.actor.person)
    return page(
        house, "cards", title=look.scene.room.title, name=eye.name(person), own=own, url=f"/rooms/{room_id}",
        seat=who.seat.seat if who.seat else "", back=back, off_record=eye.room.off_record,
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/cards/{person}", cards)]
