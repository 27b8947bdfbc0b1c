"""Who comes late to a running room, and so is offered a briefing, until they dismiss it on that device."""

from datetime import datetime, timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server import auth
from server.days import today_in
from server.house import House
from sessions.room import Person, Room

BRIEFED = "briefed"  # the cookie of one seat that has seen the beginning, or wants no briefing
FOR = 30 * 24 * 3600  # seconds
A_DAY_BEFORE = timedelta(hours=12)


def comes_late(room: Room, person: Person) -> bool:
    """Whether somebody looks at a running room for whom it had begun before they came: on this day, as far as the log
    knows. Who opened their link days before counts as late here, until their page says that they saw the beginning."""
    if room.state != "open" or not room.runs:
        return False
    begun = room.runs[0].start
    return person.arrived_at is None or person.arrived_at > begun or begun - person.arrived_at > A_DAY_BEFORE


def sees_the_beginning(room: Room, now: datetime) -> bool:
    """Whether whoever looks now is there before the first step, on the day."""
    return not room.runs and today_in(room, now) >= room.day


def has_seen(house: House, response: Response, url: str) -> None:
    """Remember in the browser that this seat needs no briefing."""
    response.set_cookie(
        BRIEFED, "1", max_age=FOR, path=url, secure=auth.is_secure(house), httponly=True, samesite="lax"
    )


def is_offered(connection: HTTPConnection, room: Room, person: str) -> bool:
    """Whether somebody's page offers a briefing: they come late, and have not dismissed it."""
    return BRIEFED not in connection.cookies and comes_late(room, room.people[person])
