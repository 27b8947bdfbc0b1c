"""`/rooms/{room}/as/{seat}/course`, for everybody who has a seat; and the fold for who comes late, until dismissed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.course.briefing import briefing, own_hour
from server.course.late import has_seen
from server.course.seats import Sitting, sitting, to_own
from server.course.words import course_shown
from server.pages import is_htmx, page


async def course(request: Request) -> Response:
    """The whole course, the briefing and, while the room runs, where it is."""
    at = await sitting(request)
    return page(
        at.house, "course", title=at.eye.room.title, room=f"{at.url}", date=at.eye.date, **_words(at),
        now=briefing(at.eye, at.part), prepares=_prepares(at), minutes=f"{at.eye.url}/minutes",
        state=at.eye.room.state,
    )  # fmt: skip


def _words(at: Sitting) -> dict[str, Any]:
    shown = course_shown(at.eye.room, at.eye.now, at.part, own_hour(at.eye))
    return {"course": shown, "called": at.called}


def _prepares(at: Sitting) -> str:
    """Where they prepare, if they do."""
    own = at.eye.room.institutions.get(at.eye.audience.institution or "")
    prepares = at.eye.facilitates or (own is not None and not own.withdrawn)
    return f"{at.url}/preparation" if prepares and at.eye.room.state in ("prepared", "open") else ""


async def minute(request: Request) -> Response:
    """What stands in the fold, as it is at this moment."""
    at = await sitting(request)
    html = at.house.templates.get_template("parts/briefing.html").render(
        now=briefing(at.eye, at.part), part=at.part, course=f"{at.url}/course"
    )
    return HTMLResponse(html, headers={"cache-control": "no-store"})


async def dismiss(request: Request) -> Response:
    """No more of it on this device, for this seat."""
    at = await sitting(request)
    response = Response(headers={"cache-control": "no-store"}) if is_htmx(request) else RedirectResponse(at.url, 303)
    has_seen(at.house, response, at.url)
    return response


async def to_course(request: Request) -> Response:
    """To the course page of one's own seat."""
    return await to_own(request, "course")


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/course", to_course),
    Route("/rooms/{room}/as/{seat}/course", course),
    Route("/rooms/{room}/as/{seat}/briefing", minute, methods=["GET"]),
    Route("/rooms/{room}/as/{seat}/briefing", dismiss, methods=["POST"]),
]
