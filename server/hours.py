"""An hour that is over, on a page of its own for whoever facilitates: to agree, to answer and to put right."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.downloads import minutes_for
from server.eye import audience_of
from server.house import House, house_of
from server.pages import live_line, own_answer, page, seat_named
from server.parts.loose_ends import held, of_slot
from server.problems import Problem, no_room
from server.removing import beside

NOT_YOURS = Problem(403, "role_may_not", "This page is for whoever facilitates. What is yours stands in the room.")


async def to_hour(request: Request) -> Response:
    """The page of an hour, from the seat that facilitates."""
    house, room_id, hour = house_of(request), request.path_params["room"], request.path_params["hour"]
    who = await auth.facilitator(house, request, room_id, seat_named(request), NOT_YOURS)
    return RedirectResponse(f"/rooms/{room_id}/as/{who.seat_name}/hours/{hour}", 303)


async def hour(request: Request) -> Response:
    """What stands in an hour, with every form that can still change it."""
    house, room_id, name = house_of(request), request.path_params["room"], request.path_params["seat"]
    who, slot = await _facilitates(house, request)
    look, now = await house.live.look(room_id), house.now()
    eye = house.fragments.eye(look.scene, audience_of(who.actor, slot), now)
    live = live_line(look, f"/rooms/{room_id}/as/{name}/hours/{slot}", who.actor.role, room_id, name, now)
    ends = of_slot(eye.room, slot) if slot in held(eye.room) and not eye.is_final else []
    return page(
        house, "hour", title=eye.room.title, host=eye.host.name, state=eye.room.state, ends=ends, live=live,
        work=house.fragments.render("work", eye), url=f"/rooms/{room_id}", slot=slot,
        beside=beside(who.room, slot, await minutes_for(house, who)), seat=f"/rooms/{room_id}/as/{name}",
        confirmed=eye.slot is not None and eye.slot.confirmed_by is not None,
    )  # fmt: skip


async def own(request: Request) -> Response:
    """What was written in that hour, each with a form to put it right."""
    house = house_of(request)
    who, slot = await _facilitates(house, request)
    return await own_answer(house, who, slot)


async def _facilitates(house: House, request: Request) -> tuple[auth.Who, str]:
    """Who asks, and for which slot. Raises Problem 403 for all but facilitators, 404 where there is no such slot."""
    room_id, seat = request.path_params["room"], auth.seat_called(request.path_params["seat"])
    who = await auth.facilitator(house, request, room_id, seat, NOT_YOURS)
    if request.path_params["hour"] not in who.room.slots:
        raise no_room()
    return who, request.path_params["hour"]


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/hours/{hour}", to_hour),
    Route("/rooms/{room}/as/{seat}/hours/{hour}", hour),
    Route("/rooms/{room}/as/{seat}/hours/{hour}/own", own),
]
