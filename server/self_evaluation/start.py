"""Where a self-evaluation begins: the way from rating alone to sharing, and where one stands on it; for facilitators
how far every institution is; and the forms to print."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.house import house_of
from server.pages import is_htmx, seat_named
from server.parts.comparing import card, cards
from server.problems import Problem
from server.self_evaluation.here import BASE, Here, here
from server.self_evaluation.standing import how_far, standing
from sessions.evaluation import settled


async def from_page(request: Request) -> Response:
    """From a page of the room, whose links are the same for everybody: to the page of the seat that was looked at."""
    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    return RedirectResponse(f"/rooms/{room_id}/as/{who.seat_name}/self-evaluation", 303)


async def begin(request: Request) -> Response:
    """The way, and where one stands on it."""
    at = await here(request)
    if at.own is None:
        return at.page("self-progress", rows=how_far(at.room))
    return at.page("self-evaluation", standing=standing(at), positions=_settled(at))


def _settled(at: Here) -> list[dict[str, object]]:
    """What the institution has settled, in the model's order; what everybody knows already is marked."""
    found: list[dict[str, object]] = []
    for statement, one in settled(at.room, at.slot.id).items():
        shared = at.room.rating(at.slot.id, statement).self_rating
        found.append({
            "line": at.model.statement(statement), "level": one.level, "evidence": one.evidence,
            "shared": shared is not None and (shared.level, shared.evidence) == (one.level, one.evidence),
        })  # fmt: skip
    return found


async def progress_part(request: Request) -> Response:
    """How far every institution is, for the desk."""
    house, room_id = house_of(request), request.path_params["room"]
    refused = Problem(403, "role_may_not", "Only the facilitator can see how far everybody is.")
    await auth.facilitator(house, request, room_id, seat_named(request), refused)
    if not is_htmx(request):
        return await from_page(request)
    scene = (await house.live.look(room_id)).scene
    html = house.templates.get_template("parts/self-how-far.html").render(rows=how_far(scene.room))
    return Response(html, media_type="text/html", headers={"cache-control": "no-store"})


async def printed(request: Request) -> Response:
    """A form on paper: empty, or with what this person may read of what is there."""
    at = await here(request)
    empty = request.query_params.get("empty") == "yes"
    slot = at.slot
    lines = at.model.statements
    there = {} if empty else settled(at.room, slot.id)
    together = bool(there) or at.progress.compared
    if empty:
        shown = [card(line, at.framework) for line in lines]
    elif together:
        shown = [
            card(line, at.framework, level=one.level if one else None, note=one.evidence if one else "")
            for line, one in ((line, there.get(line.id)) for line in lines)
        ]
    else:
        shown = cards(at.room, slot.id, at.actor.person, at.framework)
    by_theme = [
        (theme, [c for c, line in zip(shown, lines, strict=True) if line.theme == theme.number])
        for theme in at.model.themes
    ]
    return at.page(
        "self-printed", themes=by_theme, empty=empty, together=together, standing=standing(at), model=at.model,
        when=at.clock(at.house.now()),
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route(BASE, begin),
    Route(f"{BASE}/print", printed),
    Route("/rooms/{room}/self-evaluation", from_page),
    Route("/rooms/{room}/self-evaluation/progress", progress_part),
]
