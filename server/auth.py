"""Who asks: a bearer (the token of a link) or a browser's session with its seats. Looking never joins anybody.

A hub's desk acts in its own rooms as the facilitator who sits at it, where the room knows their address, else as the
room's first facilitator: whoever lost every link is not shut out.
"""

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.directory import Seat
from server.house import House, house_of
from server.limits import Rate
from server.problems import Problem, no_room, nobody
from server.tables import Link
from sessions.room import SCREEN, Actor, Room

WRONG_TOKENS = Rate(per_second=2, burst=60)  # from one address; a school shares one
SAFE = ("GET", "HEAD", "OPTIONS")


DESK = "desk"
"""What stands in addresses for the seat of whoever has none of their own in the room: a hub's desk, a bearer."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at a room's door: the room as it is, and as whom they act. `seat` is set for a browser."""

    room_id: str
    room: Room
    actor: Actor
    seat: Seat | None = None

    @property
    def seat_name(self) -> str:
        """What stands for them in the addresses of the room."""
        return self.seat.seat if self.seat and self.seat.kind == "person" else DESK


def seat_called(name: str) -> str | None:
    """The seat that an address names; none for the desk, whichever the browser holds."""
    return None if name in ("", DESK) else name


def bearer_of(connection: HTTPConnection) -> str | None:
    """The token that a request carries, if it carries one."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def link_of(house: House, connection: HTTPConnection) -> Link:
    """The link whose token came as bearer. Raises Problem 401, or 429 where wrong tokens rain."""
    token = bearer_of(connection)
    link = await house.directory.find_link(token) if token else None
    if link is not None:
        return link
    host = connection.client.host if connection.client else "nowhere"
    wait = await house.limiter.allow(f"wrong-token:{host}", WRONG_TOKENS) if token else 0.0
    if wait:
        raise Problem(429, "too_many", "Too many wrong links came from there. Wait a moment.", retry=int(wait) + 1)
    raise nobody()


async def who(
    house: House, connection: HTTPConnection, room_id: str, seat: str | None = None, *, lately: bool = False
) -> Who:
    """As whom a request acts in a room: its bearer, else the browser's seat (the one named, else the first).

    With `lately` the room may be as this process knew it last, without a query: for those whom somebody looks at again
    anyway, as the store does before it decides a command.

    Raises Problem 401 (unknown, ended, removed), 403 (a post from another site) or 404 (another room's).
    """
    door, held = await _door(house, connection, room_id, seat)
    if door.kind != "hub" and door.room != room_id:
        raise no_room()
    if lately:
        room = await house.store.room(room_id, at_least=0)
        with suppress(Problem):  # let in a moment ago, by another process
            return Who(room_id, room, await _actor(house, room_id, room, door), held)
    room = await house.store.room(room_id)
    return Who(room_id, room, await _actor(house, room_id, room, door), held)


async def facilitator(
    house: House, connection: HTTPConnection, room_id: str, seat: str | None, otherwise: Problem
) -> Who:
    """Whoever of this browser facilitates the room: who tried somebody's link has that seat too, perhaps as the first.

    Raises what `who` raises, and `otherwise` where nobody here facilitates.
    """
    try:
        asked = await who(house, connection, room_id, seat)
        if asked.actor.facilitates:
            return asked
    except Problem as problem:
        otherwise = problem
    cookie = None if bearer_of(connection) else connection.cookies.get(cookie_name(house))
    session = await house.directory.session(cookie)
    for held in session.seats if session else ():
        if held.room == room_id or held.kind == "hub":
            with suppress(Problem):  # another hub's desk
                other = await who(house, connection, room_id, held.seat)
                if other.actor.facilitates:
                    return other
    raise otherwise


async def _door(
    house: House, connection: HTTPConnection, room_id: str, seat: str | None
) -> tuple[Link | Seat, Seat | None]:
    """What opens the room to them: a link, or a seat that their browser holds."""
    if "authorization" in connection.headers:
        return await link_of(house, connection), None
    guard_origin(connection)
    held = await _seat(house, connection, room_id, seat)
    return held, held


async def _actor(house: House, room_id: str, room: Room, door: Link | Seat) -> Actor:
    if door.kind == "screen":
        return SCREEN
    if door.kind == "hub":
        return await _desk(house, room_id, room, door)
    if door.kind == "person" and door.person is not None:
        try:
            return room.actor(door.person)
        except KeyError:
            raise nobody() from None
    raise nobody()  # the join link opens the door to nobody yet


async def _desk(house: House, room_id: str, room: Room, door: Link | Seat) -> Actor:
    sits_there = door.facilitator if isinstance(door, Seat) else None
    own = await house.directory.at_desk(room_id, door.hub, sits_there)
    if own is None:
        raise no_room()
    leads = [one for one in room.people.values() if not one.removed and one.role in ("facilitator", "co_facilitator")]
    leads.sort(key=lambda one: (one.id not in own, one.role == "co_facilitator"))
    if not leads:
        raise nobody()
    return room.actor(leads[0].id)


async def _seat(house: House, connection: HTTPConnection, room_id: str, name: str | None) -> Seat:
    cookie = connection.cookies.get(cookie_name(house))
    session = await house.directory.session(cookie) if cookie else None
    if session is None:
        raise nobody()
    for seat in session.seats:
        if seat.room == room_id and name in (None, seat.seat):
            return seat
    desks = [seat for seat in session.seats if seat.kind == "hub" and name in (None, seat.seat)]
    for desk in desks:
        if len(desks) == 1 or await house.directory.room_of(desk.hub or "", room_id):
            return desk
    raise no_room()


def cookie_name(house: House) -> str:
    """`__Host-` binds it to this very host, which browsers allow over HTTPS alone."""
    return "__Host-rooms" if is_secure(house) else "rooms"


def is_secure(house: House) -> bool:
    """Whether browsers reach this house over HTTPS."""
    return house.settings.base_url.startswith("https://")


def set_cookie(house: House, response: Response, cookie: str) -> None:
    """Give the browser its session: for half a year, kept from scripts and from other sites."""
    response.set_cookie(
        cookie_name(house), cookie, max_age=180 * 24 * 3600, path="/", secure=is_secure(house), httponly=True,
        samesite="lax",
    )  # fmt: skip


def _is_ours(connection: HTTPConnection, origin: str | None) -> bool:
    """Whether an origin is this house, by the name it was called or by its own (a proxy may have changed the first)."""
    own = urlsplit(house_of(connection).settings.base_url).netloc
    return origin is None or urlsplit(origin).netloc in (own, connection.headers.get("host"))


def guard_origin(connection: HTTPConnection) -> None:
    """A browser's session acts only from our own pages. Raises Problem 403."""
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE:
        return
    site = connection.headers.get("sec-fetch-site")
    if not (site in ("same-origin", "none") if site else _is_ours(connection, connection.headers.get("origin"))):
        raise Problem(
            403, "other_site", "This came from another site, so it was not done. Open the room and try there."
        )
