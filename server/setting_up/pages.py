"""`/hub/rooms/new`: one page to set a review up. It keeps what is typed at every press, with a script at every pause.

Every button sends the whole form; `do` says which one it was. Nobody is told anything before the room is made.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.house import House
from server.hub.desk import Desk, around, for_desk
from server.hub.rooms import fold
from server.making import MadeRoom, content_for, make_room
from server.pages import is_htmx, page
from server.people_file import Unreadable
from server.people_file.decoding import text_of
from server.preparing import new_id
from server.problems import Problem
from server.setting_up.bringing import look_at, table_of
from server.setting_up.fairness import fair_order
from server.setting_up.faults import PlanFault, faults_of, request_for
from server.setting_up.form import from_form, shows_rows
from server.setting_up.plan import Plan, fresh, pressed
from server.setting_up.words import At, words_of
from server.tables import PlanRow
from sessions.refusals import Refused

MOST_FIELDS = 20_000  # of one form: 400 people and more
PAST = 12  # earlier reviews that a fair order looks back at


@for_desk
async def new(_house: House, _request: Request, _desk: Desk) -> Response:
    """To an empty plan. It has an address from the beginning, and is kept there from the first word on."""
    return RedirectResponse(f"/hub/plans/{new_id('pl')}", 303)


@for_desk
async def show(house: House, request: Request, desk: Desk) -> Response:
    """A plan as it was left, empty where nothing is kept of it; the room, where one was made from it."""
    at = await _at(house, request, desk)
    row = await at.row()
    if row is None:
        me = desk.facilitator
        return _page(at, fresh(me.name if me else "", me.email if me else "", desk.hub.name))
    return RedirectResponse(f"/rooms/{row.room}", 303) if row.room else _page(at, _read(row))


@for_desk
async def press(house: House, request: Request, desk: Desk) -> Response:
    """A button, or what was typed since the last one."""
    at = await _at(house, request, desk)
    async with request.form(max_fields=MOST_FIELDS) as form:
        does = str(form.get("do", "keep"))
        if does == "drop":
            await house.directory.drop_plan(desk.hub.id, at.name)
            return _to(request, "/hub")
        while (row := await at.row()) is None or not row.room:
            plan = await _after(at, row, form, does)
            if await at.keep(plan, over=row):  # else another press was kept meanwhile, and this one comes upon it
                return await _pressed(at, plan, form, does)
    return _to(request, f"/rooms/{row.room}")


async def _after(at: At, row: PlanRow | None, form: FormData, does: str) -> Plan:
    """The plan after a press."""
    kept = _read(row) if row else None
    if does == "take":
        try:
            return look_at(await table_of(form), kept or Plan(), at.kinds).plan
        except Unreadable as error:
            raise Problem(422, "unreadable", error.sentence) from error
    plan = pressed(from_form(form, kept), does)
    return await fairly(at.house, at.desk.hub.id, plan) if does == "fair-order" else plan


async def _pressed(at: At, plan: Plan, form: FormData, does: str) -> Response:
    if does == "look":
        return await _looked_at(at, plan, form)
    if does == "make":
        return await _made(at, plan)
    if not is_htmx(at.request):
        return RedirectResponse(f"{at.address}#{where_pressed(does, plan)}", 303)
    faults = faults_of(plan, at.content) if form.get("tried") else []
    return answer(at.house, form, plan, does, words_of(at, plan, faults))


def answer(
    house: House, form: FormData, plan: Plan, does: str, words: Mapping[str, object], kind: str = ""
) -> HTMLResponse:
    """What a press shows with a script: the form; the day alone while one types, so that the fields stay as they are,
    unless their rows are others by now. `kind` is "-running" in a room that was opened."""
    typing = does == "keep" and shows_rows(form, plan)
    html = house.templates.get_template(f"parts/plan-{'day' if typing else 'form'}{kind}.html").render(**words)
    anew = {"HX-Retarget": "#plan", "HX-Reswap": "outerMorph"} if does == "keep" and not typing else {}
    return HTMLResponse(html, headers={"cache-control": "no-store", **anew})


def where_pressed(does: str, plan: Plan) -> str:
    """The part of the page that a press was about."""
    act, _, key = does.partition(" ")
    if act == "take":
        return "institutions"
    if act in ("add-institution", "earlier", "later", "drop-institution", "fair-order"):
        newest = [row.key for row in plan.institutions][-1:]  # none, where a form came without any
        return f"row-{''.join(newest) if act == 'add-institution' else key}"
    return f"row-{key}" if act == "add-person" else "guests" if "guest" in act else "main"


async def _made(at: At, plan: Plan) -> Response:
    """Make the room, or say by each field what is missing."""
    if faults := faults_of(plan, at.content):
        return _page(at, plan, faults)
    if not await at.house.directory.claim_plan(at.desk.hub.id, at.name):
        return _page(at, plan, [PlanFault("title", "The room is being made at this moment. Load the page again.")])
    try:
        made = await make_room(at.house, request_for(plan, at.content.formats[plan.format]), at.desk.hub.id)
    except BaseException as error:
        await at.house.directory.free_plan(at.desk.hub.id, at.name)
        if isinstance(error, Refused):
            return _page(at, plan, [PlanFault("title", error.sentence)])
        raise
    await at.house.directory.plan_became(at.desk.hub.id, at.name, made.room)
    return page(at.house, "made", **around(at.request, at.desk), plan=plan, made=made, groups=_links(made))


def _links(made: MadeRoom) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody's own link, under the institution they come from; those of none come first."""
    names = {one.id: one.name for one in made.institutions}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in made.people:
        groups.setdefault(names.get(one.institution or "", ""), []).append((one.name, one.link))
    return list(groups.items())


async def _looked_at(at: At, plan: Plan, form: FormData) -> Response:
    """What a spreadsheet holds, shown row by row; it is taken into the plan at the second press."""
    table = await table_of(form)
    try:
        found = look_at(table, plan, at.kinds)
    except Unreadable as error:
        return _page(at, plan, [PlanFault("pasted", error.sentence)])
    words = {**around(at.request, at.desk), "found": found, "action": at.address, "table": text_of(table)}
    return page(at.house, "bringing", **words)


async def fairly(house: House, hub: str, plan: Plan, but: str = "") -> Plan:
    """The institutions in an order that is fair after those of the hub's earlier reviews. `but` is a room, which is no
    earlier one."""
    past = await fold(house, [one for one in await house.directory.rooms_of(hub) if one.id != but][:PAST])
    earlier = [[room.institutions[slot.host].name for slot in room.order] for _, room in past if room is not None]
    rows = plan.institutions
    order = fair_order([row.name or row.key for row in rows], earlier)
    return replace(plan, institutions=tuple(rows[index] for index in order))


def _page(at: At, plan: Plan, faults: Sequence[PlanFault] = ()) -> HTMLResponse:
    return page(at.house, "setting-up", status=422 if faults else 200, **words_of(at, plan, faults))


def _read(row: PlanRow) -> Plan:
    return msgspec.json.decode(row.body, type=Plan)


def _to(request: Request, address: str) -> Response:
    if is_htmx(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


async def _at(house: House, request: Request, desk: Desk) -> At:
    """Where a request works: its own frameworks go before those of the product."""
    name = request.path_params["plan"]
    if not re.fullmatch(r"pl_[A-Za-z0-9_-]{12}", name):
        raise Problem(404, "no_plan", "There is no such plan.")
    return At(house, request, desk, name, await content_for(house, desk.hub.id))


ROUTES: list[BaseRoute] = [
    Route("/hub/rooms/new", new),
    Route("/hub/plans/{plan}", show),
    Route("/hub/plans/{plan}", press, methods=["POST"]),
]
