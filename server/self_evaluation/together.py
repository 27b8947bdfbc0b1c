"""What colleagues do together once each has rated: compare, and share with everybody."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.parts.comparing import compared
from server.self_evaluation.agreeing import compass_of, next_open
from server.self_evaluation.here import BASE, Here, given_id, here
from server.self_evaluation.standing import standing
from server.submit import command_id
from sessions import commands as c
from sessions.evaluation import settled, to_share
from sessions.refusals import AlreadyRevealed, NothingToReveal, Refused


async def compare(request: Request) -> Response:
    """Before: who has rated, and what comparing means. After: where colleagues differ, widest first."""
    at = await here(request)
    if at.progress.compared or not at.progress.rated_by:
        return at.page("self-compared", standing=standing(at), **_differences(at))
    return at.page("self-compare", standing=standing(at), command=command_id(), refused="")


async def do_compare(request: Request) -> Response:
    """Show each other. Whoever presses second sees the same page."""
    at = await here(request)
    form = await request.form(max_fields=5, max_files=0)
    try:
        await at.does(c.CompareRatings(id=given_id(form), slot=at.slot.id))
    except AlreadyRevealed:
        pass  # a colleague was quicker: that is what they wanted
    except Refused as error:
        return at.page("self-compare", status=422, standing=standing(at), command=command_id(), refused=error.sentence)
    return RedirectResponse(f"{at.url}/compare", 303)


def _differences(at: Here) -> dict[str, Any]:
    """Where they differ, where they are of one mind, and what nobody rated."""
    every = compared(at.room, at.slot.id, at.scene.names)
    rated = {one.id for one in every}
    there = settled(at.room, at.slot.id)
    return {
        "wide": [one for one in every if one.width], "alike": [one for one in every if not one.width],
        "unrated": [line for line in at.model.statements if line.id not in rated], "positions": there,
        "next": next_open(at), "compass": {line.id: compass_of(at, line.theme) for line in at.model.statements},
    }  # fmt: skip


# Sharing


async def share(request: Request) -> Response:
    """What everybody would see from now on, who they are, and what is not shared."""
    return _share_page(await here(request))


async def do_share(request: Request) -> Response:
    """Show everybody."""
    at = await here(request)
    form = await request.form(max_fields=5, max_files=0)
    try:
        await at.does(c.SharePositions(id=given_id(form), slot=at.slot.id))
    except NothingToReveal:
        pass  # a colleague was quicker
    except Refused as error:
        return _share_page(at, refused=error.sentence)
    at = await at.now()
    return RedirectResponse(at.home if form.get("back") == "room" else f"{at.url}/share", 303)


def _share_page(at: Here, *, refused: str = "") -> Response:
    room, slot = at.room, at.slot
    waiting, settled = to_share(room, slot.id), {*room.positions.get(slot.id, {})}
    known = {line: one for line, one in room.ratings.get(slot.id, {}).items() if one.self_rating}
    people, lines = [one for one in room.people.values() if not one.removed], at.model.statements
    return at.page(
        "self-share", status=422 if refused else 200, standing=standing(at), refused=refused, command=command_id(),
        lines=[(line, waiting[line.id]) for line in lines if line.id in waiting],
        shared=[(line, known[line.id].self_rating) for line in lines if line.id in known and line.id not in waiting],
        open=[line for line in lines if line.id not in settled and line.id not in known],
        others=[one.name for one in room.institutions.values() if one.id != slot.host and not one.withdrawn],
        facilitators=[at.name(one.id) for one in people if one.role in ("facilitator", "co_facilitator")],
        observers=any(one.role == "observer" for one in people), observers_in=slot.observers_at(),
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route(f"{BASE}/compare", compare),
    Route(f"{BASE}/compare", do_compare, methods=["POST"]),
    Route(f"{BASE}/share", share),
    Route(f"{BASE}/share", do_share, methods=["POST"]),
]
