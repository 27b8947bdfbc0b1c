"""`/rooms/{room}/as/{seat}/preparation`: a host prepares its hour, several people at once; a facilitator sees how far
each is, and can write for them. Every button sends the whole form; `do` says which one it was."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.course.seats import Sitting, only_theirs, sitting, to_own
from server.eye import audience_of
from server.house import house_of
from server.hub.desk import has_page
from server.pages import is_htmx, page, said
from server.preparation.shown import NOTHING, behalf_of, shown
from server.preparation.words import rows
from server.preparation.writing import Hand, Outcome, write
from server.problems import ANSWERED, Problem

MOST_FIELDS = 2000  # of one form: a model has some dozens of statements
SELF_EVALUATION = "/rooms/{room}/as/{seat}/self-evaluation"
NOT_KEPT = "X-Not-Kept"  # the fields that the device goes on keeping; read by static/typed.js


async def show(request: Request) -> Response:
    """One's own hour; for facilitators that of the slot asked for, or how far all of them are."""
    at = await sitting(request)
    slot = _slot(at, request.query_params.get("slot", ""))
    if slot is None:
        return page(at.house, "preparations", title=at.eye.room.title, when=at.eye.date, url=at.url,
                    rows=rows(at.eye.room), state=at.eye.room.state)  # fmt: skip
    return _page(request, at, slot, behalf_of(at, slot, request.query_params.get("for", "")), NOTHING)


async def press(request: Request) -> Response:
    """A button, or what was typed since the last one."""
    form = await request.form(max_fields=MOST_FIELDS)
    try:
        return await _pressed(request, form)
    except ANSWERED as error:
        return said(house_of(request), request, error, form)


async def _pressed(request: Request, form: FormData) -> Response:
    at = await sitting(request)
    slot = _slot(at, str(form.get("slot", "")))
    if slot is None:
        raise Problem(404, "no_slot", "There is no such hour in this room.")
    behalf = behalf_of(at, slot, str(form.get("for", "")))
    outcome = await write(Hand(at.house, at.who.room_id, at.who.actor, slot, behalf), form)
    at = await _afterwards(at)
    does = str(form.get("do", "keep")).partition(" ")[0]
    if not is_htmx(request):
        if outcome.not_kept and does != "keep":
            return _page(request, at, slot, behalf, outcome, status=409)
        return RedirectResponse(_address(at, slot, behalf) + ("#strengths" if "strength" in does else ""), 303)
    part = "preparation-kept" if does == "keep" else "preparation-form"  # fields are left alone while one types
    words = _words(request, at, slot, behalf, outcome)
    html = at.house.templates.get_template(f"parts/{part}.html").render(**words)
    headers = {"cache-control": "no-store", NOT_KEPT: " ".join(outcome.not_kept)}
    return HTMLResponse(html, headers=headers)


def _slot(at: Sitting, wanted: str) -> str | None:
    """The slot that somebody prepares. Raises Problem 403 for those who prepare none, and 404."""
    room = at.eye.room
    if at.eye.facilitates:
        if wanted and wanted not in room.slots:
            raise Problem(404, "no_slot", "There is no such hour in this room.")
        return wanted or (room.order[0].id if len(room.order) == 1 else None)
    own = room.institutions.get(at.eye.audience.institution or "")
    if own is None or wanted not in ("", own.slot):
        raise only_theirs()
    return own.slot


def _address(at: Sitting, slot: str, behalf: str | None) -> str:
    query = f"?slot={slot}" + (f"&for={behalf}" if behalf else "") if at.eye.facilitates else ""
    return f"{at.url}/preparation{query}"


async def _afterwards(at: Sitting) -> Sitting:
    """The same with the room as it is after what was written."""
    look = await at.house.live.look(at.who.room_id)
    eye = at.house.fragments.eye(look.scene, audience_of(at.who.actor), at.house.now())
    return at._replace(look=look, eye=eye)


def _words(request: Request, at: Sitting, slot: str, behalf: str | None, outcome: Outcome) -> dict[str, object]:
    has = has_page(request, SELF_EVALUATION) and not at.eye.among_colleagues
    rates = f"{at.url}/self-evaluation" if has and not at.eye.facilitates else ""
    return {**shown(at, slot, behalf, outcome), "self_evaluation": rates}


def _page(
    request: Request, at: Sitting, slot: str, behalf: str | None, outcome: Outcome, *, status: int = 200
) -> Response:
    return page(at.house, "preparation", status=status, **_words(request, at, slot, behalf, outcome))


async def to_preparation(request: Request) -> Response:
    """To the preparation page of one's own seat; whoever names an hour comes from a facilitator's list."""
    return await to_own(request, "preparation", leads="slot" in request.query_params)


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/preparation", to_preparation),
    Route("/rooms/{room}/as/{seat}/preparation", show, methods=["GET"]),
    Route("/rooms/{room}/as/{seat}/preparation", press, methods=["POST"]),
]
