"""What colleagues do together once each has rated: compare, agree one position for each statement, share."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.pages import is_htmx
from server.parts.comparing import ComparedStatement, card, compared
from server.problems import Problem
from server.self_evaluation.here import BASE, Here, given_id, here
from server.self_evaluation.standing import standing
from server.submit import command_id
from sessions import commands as c
from sessions.evaluation import to_share
from sessions.framework import OutlineStatement
from sessions.refusals import AlreadyRevealed, NothingToReveal, Refused, SettledMeanwhile
from sessions.room import Position


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
    there = at.room.positions.get(at.slot.id, {})
    return {
        "wide": [one for one in every if one.width], "alike": [one for one in every if not one.width],
        "unrated": [line for line in at.model.statements if line.id not in rated], "positions": there,
        "next": _next(at, ""), "compass": {line.id: _compass(at, line) for line in at.model.statements},
    }  # fmt: skip


# Agreeing


async def agree(request: Request) -> Response:
    """One statement to settle."""
    at = await here(request)
    if standing(at).locked:
        return RedirectResponse(f"{at.url}/compare", 303)
    return _statement_page(at, _line(at))


async def do_agree(request: Request) -> Response:
    """Settle it, or say what hinders; nothing typed is lost."""
    at = await here(request)
    line = _line(at)
    form = await request.form(max_fields=20, max_files=0)
    level, evidence = str(form.get("level", "")), str(form.get("evidence", "")).replace("\r\n", "\n").strip()
    seen = str(form.get("seen", ""))
    refused = ""
    if not (level.isascii() and level.isdigit() and len(level) < 4):
        refused = "Choose a level."
    else:
        command = c.AgreePosition(
            id=given_id(form), slot=at.slot.id, statement=line.id, level=int(level), evidence=evidence,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else None,
        )  # fmt: skip
        try:
            await at.does(command)
        except SettledMeanwhile:
            at = await at.now()
            refused = _meanwhile(at, at.room.positions[at.slot.id][line.id])
        except Refused as error:
            refused = error.sentence
    if not refused:
        return _on(await at.now(), line)
    if is_htmx(request):
        return at.part("self-refused", refused=refused, seen=_seen(at, line), command=command_id())
    typed = {"level": int(level) if level.isdigit() and len(level) < 4 else None, "note": evidence}
    return _statement_page(at, line, typed=typed, refused=refused)


def _on(at: Here, line: OutlineStatement) -> Response:
    """To the next statement that is not settled."""
    following = _next(at, line.id)
    address = f"{at.url}/agree/{following}" if following else f"{at.url}/share"
    if is_htmx(at.request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _meanwhile(at: Here, there: Position) -> str:
    evidence = f" Their evidence: {there.evidence}" if there.evidence else ""
    return (
        f"{at.name(there.by)} settled it at {at.clock(there.at)}, at {there.level} "
        f"{at.model.level_name(there.level)}.{evidence} What you chose and wrote still stands here. Press the button "
        "once more to put it in the place of theirs."
    )


def _line(at: Here) -> OutlineStatement:
    line = at.model.statement(at.request.path_params["statement"])
    if line is None:
        raise Problem(404, "no_statement", "Your model has no such statement.")
    return line


def _order(at: Here) -> Sequence[str]:
    """The statements as they are to be talked about: the widest difference first, then the model's order."""
    first = [one.id for one in compared(at.room, at.slot.id, at.scene.names)]
    return [*first, *(line.id for line in at.model.statements if line.id not in first)]


def _next(at: Here, after: str) -> str:
    """The next one that has no position; empty where all have."""
    order = _order(at)
    place = order.index(after) + 1 if after in order else 0
    there = at.room.positions.get(at.slot.id, {})
    return next((one for one in [*order[place:], *order[:place]] if one not in there), "")


def _seen(at: Here, line: OutlineStatement) -> int:
    there = at.room.positions.get(at.slot.id, {}).get(line.id)
    return there.seq if there else 0


def _compass(at: Here, line: OutlineStatement) -> list[tuple[int, str, int, str]]:
    """The newest Compass result of each benchmark that the statement's theme maps to: number, title, percent, day."""
    theme = next((one for one in at.model.themes if one.number == line.theme), None)
    results = at.room.benchmarks.get(at.slot.host, {})
    found = []
    for number in theme.benchmarks if theme else ():
        if own := results.get(str(number)):
            title = at.house.content.benchmarks.get(number, "")
            found.append((number, title, own[-1].percent, f"{own[-1].date.day} {own[-1].date:%B %Y}"))
    return found


def _statement_page(
    at: Here, line: OutlineStatement, *, typed: dict[str, Any] | None = None, refused: str = ""
) -> Response:
    order = list(_order(at))
    place = order.index(line.id)
    there = at.room.positions.get(at.slot.id, {}).get(line.id)
    side: ComparedStatement | None = next(
        (one for one in compared(at.room, at.slot.id, at.scene.names) if one.id == line.id), None
    )
    shown = typed or {"level": there.level if there else None, "note": there.evidence if there else ""}
    theme = next((one for one in at.model.themes if one.number == line.theme), None)
    return at.page(
        "self-agree", status=422 if refused else 200, standing=standing(at), card=card(line, at.framework, **shown),
        side=side, there=_shown(at, there), seen=_seen(at, line), compass=_compass(at, line), refused=refused,
        theme=theme, place=place + 1, of=len(order), before=order[place - 1] if place else "", command=command_id(),
        after=order[place + 1] if place + 1 < len(order) else "", action=f"{at.url}/agree/{line.id}",
        revealed=at.room.rating(at.slot.id, line.id).revealed is not None,
    )  # fmt: skip


def _shown(at: Here, there: Position | None) -> dict[str, Any] | None:
    if there is None:
        return None
    return {
        "level": there.level, "evidence": there.evidence, "by": at.name(there.by), "at": at.clock(there.at),
        "brought": there.brought,
    }  # fmt: skip


async def news(request: Request) -> Response:
    """Whether a colleague settled a statement since a page showed it: asked every few seconds."""
    at = await here(request)
    line = _line(at)
    there = at.room.positions.get(at.slot.id, {}).get(line.id)
    seen = request.query_params.get("seen", "")
    newer = there if there is not None and str(there.seq) != seen else None
    return at.part("self-news", news=_shown(at, newer), standing=standing(at))


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
    Route(f"{BASE}/agree/{{statement}}", agree),
    Route(f"{BASE}/agree/{{statement}}", do_agree, methods=["POST"]),
    Route(f"{BASE}/agree/{{statement}}/news", news),
    Route(f"{BASE}/share", share),
    Route(f"{BASE}/share", do_share, methods=["POST"]),
]
