"""Agreeing one position for each statement: the widest difference first, and nobody overwrites a colleague unawares."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.meanwhile import settled_meanwhile
from server.pages import is_htmx
from server.parts.comparing import ComparedStatement, card, compared
from server.problems import Problem
from server.self_evaluation.here import BASE, Here, here, number_in, once
from server.self_evaluation.standing import standing
from server.submit import command_id
from sessions import commands as c
from sessions.evaluation import settled
from sessions.framework import OutlineStatement
from sessions.refusals import Refused, SettledMeanwhile
from sessions.room import Position


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
    level, evidence = number_in(form, "level"), str(form.get("evidence", "")).replace("\r\n", "\n").strip()
    at, refused = await _settled(at, line, form, level, evidence)
    if not refused:
        return _on(at, line)
    if is_htmx(request):
        return at.part("self-refused", status=422, refused=refused, seen=_seen(at, line), command=command_id())
    return _statement_page(at, line, typed={"level": level, "note": evidence}, refused=refused)


async def _settled(
    at: Here, line: OutlineStatement, form: FormData, level: int | None, evidence: str
) -> tuple[Here, str]:
    """The room after it was tried, and the sentence where it was refused."""
    if level is None:
        return at, "Choose a level."
    seen = number_in(form, "seen")
    command = c.AgreePosition(
        id=once(form, level, evidence, seen), slot=at.slot.id, statement=line.id, level=level, evidence=evidence,
        seen=seen,
    )  # fmt: skip
    try:
        await at.does(command)
    except SettledMeanwhile:
        at = await at.now()
        return at, settled_meanwhile(at.scene, at.slot.id, at.room.positions[at.slot.id][line.id], at.house.now())
    except Refused as error:
        return at, error.sentence
    return await at.now(), ""


def _on(at: Here, line: OutlineStatement) -> Response:
    """To the next statement that is not settled."""
    following = next_open(at, line.id)
    address = f"{at.url}/agree/{quote(following)}" if following else f"{at.url}/share"
    if is_htmx(at.request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _line(at: Here) -> OutlineStatement:
    line = at.model.statement(at.request.path_params["statement"])
    if line is None:
        raise Problem(404, "no_statement", "Your model has no such statement.")
    return line


def _order(at: Here) -> Sequence[str]:
    """The statements as they are to be talked about: the widest difference first, then the model's order."""
    first = [one.id for one in compared(at.room, at.slot.id, at.scene.names)]
    return [*first, *(line.id for line in at.model.statements if line.id not in first)]


def next_open(at: Here, after: str = "") -> str:
    """The next one that has no position; empty where all have."""
    order = _order(at)
    place = order.index(after) + 1 if after in order else 0
    there = settled(at.room, at.slot.id)
    return next((one for one in [*order[place:], *order[:place]] if one not in there), "")


def _seen(at: Here, line: OutlineStatement) -> int:
    there = at.room.positions.get(at.slot.id, {}).get(line.id)
    return there.seq if there else 0


def compass_of(at: Here, number_of_theme: int) -> list[tuple[int, str, int, str]]:
    """The newest Compass result of each benchmark that a theme maps to: number, title, percent, day."""
    theme = next((one for one in at.model.themes if one.number == number_of_theme), None)
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
    there = settled(at.room, at.slot.id).get(line.id)
    side: ComparedStatement | None = next(
        (one for one in compared(at.room, at.slot.id, at.scene.names) if one.id == line.id), None
    )
    of_one_mind = side.lowest if side and not side.width and side.count > 1 else None
    shown = typed or {"level": there.level if there else of_one_mind, "note": there.evidence if there else ""}
    theme = next((one for one in at.model.themes if one.number == line.theme), None)
    return at.page(
        "self-agree", status=422 if refused else 200, standing=standing(at), card=card(line, at.framework, **shown),
        side=side, there=_shown(at, there), seen=_seen(at, line), compass=compass_of(at, line.theme), refused=refused,
        theme=theme, place=place + 1, of=len(order), before=order[place - 1] if place else "", command=command_id(),
        after=order[place + 1] if place + 1 < len(order) else "", action=f"{at.url}/agree/{quote(line.id)}",
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


ROUTES: list[BaseRoute] = [
    Route(f"{BASE}/agree/{{statement}}", agree),
    Route(f"{BASE}/agree/{{statement}}", do_agree, methods=["POST"]),
    Route(f"{BASE}/agree/{{statement}}/news", news),
]
