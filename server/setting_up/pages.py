"""`/hub/rooms/new`: one page to set a review up. It keeps what is typed at every press, with a script at every pause.

Every button sends the whole form; `do` says which one it was. Nobody is told anything before the room is made.
"""

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.house import House
from server.hub.desk import Desk, around, for_desk
from server.making import MadeRoom, make_room
from server.pages import is_htmx, page
from server.people_file import Unreadable
from server.people_file.decoding import text_of
from server.problems import Problem
from server.setting_up.bringing import look_at
from server.setting_up.fairness import fair_order
from server.setting_up.faults import PlanFault, faults_of, request_for
from server.setting_up.plan import Plan, fresh, from_form, pressed
from server.setting_up.words import words_of
from server.tables import Hub, PlanRow
from sessions.refusals import Refused

MOST_FIELDS = 20_000  # of one form: 400 people and more
PAST = 12  # earlier reviews that a fair order looks back at


@for_desk
async def new(house: House, request: Request, desk: Desk) -> Response:
    """An empty plan. It has an address already, and is kept there from the first press on."""
    me = desk.facilitator
    plan = fresh(me.name if me else "", me.email if me else "", desk.hub.name)
    return _page(house, request, desk, plan, house.directory.new_plan_id())


@for_desk
async def show(house: House, request: Request, desk: Desk) -> Response:
    """A plan as it was left; the room, where one was made from it."""
    row = await _row(house, desk.hub, request)
    if row is None:
        raise Problem(404, "no_plan", "There is no such plan at this desk. It may have been thrown away.")
    if row.room:
        return RedirectResponse(f"/rooms/{row.room}", 303)
    return _page(house, request, desk, _read(row), row.id)


@for_desk
async def press(house: House, request: Request, desk: Desk) -> Response:
    """A button, or what was typed since the last one."""
    row = await _row(house, desk.hub, request)
    if row is not None and row.room:
        return _to(request, f"/rooms/{row.room}")
    async with request.form(max_fields=MOST_FIELDS) as form:
        return await _pressed(house, request, desk, form)


async def _pressed(house: House, request: Request, desk: Desk, form: FormData) -> Response:
    hub, name, does = desk.hub, request.path_params["plan"], str(form.get("do", "keep"))
    if does == "drop":
        await house.directory.drop_plan(hub.id, name)
        return _to(request, "/hub")
    plan = pressed(from_form(form), does)
    if does in ("look", "take"):
        return await _brought(house, request, desk, plan, form)
    if does == "fair-order":
        plan = await _fairly(house, hub, plan)
    await _keep(house, desk, name, plan)
    if does == "make":
        return await _made(house, request, desk, plan, name)
    if not is_htmx(request):
        return RedirectResponse(f"/hub/plans/{name}#{_where(does, plan)}", 303)
    faults = faults_of(plan, house.content) if form.get("tried") else []
    part = "plan-day" if does == "keep" else "plan-form"  # what stands in the fields is left alone while one types
    html = house.templates.get_template(f"parts/{part}.html").render(
        **words_of(house, request, desk, plan, name, faults)
    )
    headers = {"cache-control": "no-store", "HX-Replace-Url": f"/hub/plans/{name}"}
    return HTMLResponse(html, headers=headers)


def _where(does: str, plan: Plan) -> str:
    """The part of the page that the press was about."""
    act, _, key = does.partition(" ")
    if act in ("add-institution", "earlier", "later", "drop-institution", "fair-order"):
        return f"row-{plan.institutions[-1].key if act == 'add-institution' else key}"
    return f"row-{key}" if act == "add-person" else "guests" if "guest" in act else "main"


async def _made(house: House, request: Request, desk: Desk, plan: Plan, name: str) -> Response:
    """Make the room, or say by each field what is missing."""
    if faults := faults_of(plan, house.content):
        return _page(house, request, desk, plan, name, faults)
    try:
        made = await make_room(house, request_for(plan), desk.hub.id)
    except Refused as refused:
        return _page(house, request, desk, plan, name, [PlanFault("title", refused.sentence)])
    await house.directory.plan_became(desk.hub.id, name, made.room)
    return page(house, "made", **around(request, desk), plan=plan, made=made, groups=_links(made))


def _links(made: MadeRoom) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody's own link, under the institution they come from; those of none come first."""
    names = {one.id: one.name for one in made.institutions}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in made.people:
        groups.setdefault(names.get(one.institution or "", ""), []).append((one.name, one.link))
    return list(groups.items())


async def _brought(house: House, request: Request, desk: Desk, plan: Plan, form: FormData) -> Response:
    """What a spreadsheet holds: shown row by row, and taken into the plan at the second press."""
    name, taking = request.path_params["plan"], form.get("do") == "take"
    if taking and (row := await _row(house, desk.hub, request)):
        plan = _read(row)  # the preview carries the table alone
    file, pasted = form.get("table"), form.get("pasted")
    table = await file.read() if isinstance(file, UploadFile) and file.size else str(pasted or "")
    kinds = [kind for one in house.content.frameworks.values() for kind in one.applies_to]
    try:
        found = look_at(table, plan, kinds)
    except Unreadable as error:
        await _keep(house, desk, name, plan)
        return _page(house, request, desk, plan, name, [PlanFault("pasted", error.sentence)])
    await _keep(house, desk, name, found.plan if taking else plan)
    if taking:
        return RedirectResponse(f"/hub/plans/{name}#institutions", 303)
    return page(
        house, "bringing", **around(request, desk), found=found, action=f"/hub/plans/{name}", table=text_of(table)
    )


async def _keep(house: House, desk: Desk, name: str, plan: Plan) -> None:
    await house.directory.keep_plan(desk.hub.id, name, plan.title, msgspec.json.encode(plan).decode())


async def _fairly(house: House, hub: Hub, plan: Plan) -> Plan:
    """The institutions in an order that is fair after those of the hub's earlier reviews."""
    earlier = []
    for row in (await house.directory.rooms_of(hub.id))[:PAST]:
        room = await house.store.room(row.id)
        earlier.append([room.institutions[slot.host].name for slot in room.order])
    rows = plan.institutions
    order = fair_order([row.name or row.key for row in rows], earlier)
    return replace(plan, institutions=tuple(rows[index] for index in order))


def _page(
    house: House, request: Request, desk: Desk, plan: Plan, name: str, faults: Sequence[PlanFault] = ()
) -> HTMLResponse:
    words = words_of(house, request, desk, plan, name, faults)
    return page(house, "setting-up", status=422 if faults else 200, **words)


def _read(row: PlanRow) -> Plan:
    return msgspec.json.decode(row.body, type=Plan)


def _to(request: Request, address: str) -> Response:
    if is_htmx(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


async def _row(house: House, hub: Hub, request: Request) -> PlanRow | None:
    if not re.fullmatch(r"pl_[A-Za-z0-9_-]{12}", request.path_params["plan"]):
        raise Problem(404, "no_plan", "There is no such plan.")
    return await house.directory.plan(hub.id, request.path_params["plan"])


ROUTES: list[BaseRoute] = [
    Route("/hub/rooms/new", new),
    Route("/hub/plans/{plan}", show),
    Route("/hub/plans/{plan}", press, methods=["POST"]),
]
