"""Who sits at which hub's desk. Every page under /hub begins here, so that no hub sees what is another's."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import auth
from server.house import House, house_of
from server.tables import Facilitator, Hub

CHOSEN = "hub"  # the cookie with the hub that a facilitator of several looks at; its id alone opens nothing

MAIN = (
    ("/hub", "Reviews"), ("/hub/actions", "Actions"), ("/hub/insights", "Insights"),
    ("/hub/frameworks", "Frameworks"), ("/hub/people", "People"),
)  # fmt: skip


class Desk(NamedTuple):
    """A hub's desk. `facilitator` is none for whoever came by the hub's own link; `others` may be switched to."""

    hub: Hub
    facilitator: Facilitator | None
    others: tuple[Hub, ...]


Endpoint = Callable[[Request], Awaitable[Response]]
AtDesk = Callable[[House, Request, Desk], Awaitable[Response]]


def for_desk(work: AtDesk) -> Endpoint:
    """A handler for those who sit at a desk; others are sent to the first page, and posts of other sites away."""

    @wraps(work)
    async def endpoint(request: Request) -> Response:
        house = house_of(request)
        auth.guard_origin(request)
        desk = await desk_of(house, request)
        return RedirectResponse("/", 303) if desk is None else await work(house, request, desk)

    return endpoint


async def desk_of(house: House, request: Request) -> Desk | None:
    """The desk that this browser sits at: the hub chosen last, else the first it has. Asked anew at every request, so
    that whoever was removed is out at once, in every process."""
    desks = await desks_of(house, request)
    if not desks:
        return None
    chosen = request.cookies.get(CHOSEN)
    here = next((desk for desk in desks if desk[0].id == chosen), desks[0])
    return Desk(*here, tuple(hub for hub, _ in desks if hub.id != here[0].id))


async def desks_of(house: House, request: Request) -> list[tuple[Hub, Facilitator | None]]:
    """Every hub whose desk this browser holds, with who sits there."""
    cookie = request.cookies.get(auth.cookie_name(house))
    session = await house.directory.session(cookie) if cookie else None
    found: dict[str, tuple[Hub, Facilitator | None]] = {}
    for seat in session.seats if session else ():
        who = await house.directory.facilitator(seat.facilitator) if seat.facilitator else None
        hub = await house.directory.hub(seat.hub) if seat.kind == "hub" and (who or not seat.facilitator) else None
        if hub is not None:
            found.setdefault(hub.id, (hub, who))
    return list(found.values())


def choose(house: House, response: Response, hub: str) -> Response:
    """Look at this hub from now on."""
    response.set_cookie(CHOSEN, hub, path="/", secure=auth.is_secure(house), httponly=True, samesite="lax")
    return response


def around(request: Request, desk: Desk) -> dict[str, Any]:
    """What every page of a hub shows at its head: the hub, who is signed in, the other pages, the other hubs."""
    here = request.url.path
    nav = [
        (address, words, (here == address) if address == "/hub" else here.startswith(address))
        for address, words in MAIN
        if has_page(request, address)
    ]
    return {"hub": desk.hub, "me": desk.facilitator, "others": desk.others, "nav": nav}


def has_page(request: Request, address: str) -> bool:
    """Whether something answers at this address."""
    return any(getattr(route, "path", None) == address for route in request.app.routes)
