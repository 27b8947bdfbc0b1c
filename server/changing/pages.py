"""`/rooms/{room}/plan`: a review is changed after its room was made. Facilitators of the room and its hub's desk may.

As where a review is set up, every button sends the whole form and `do` says which one it was. Nothing changes in the
room before it is saved. Whoever saves later than somebody else sees what changed meanwhile first.
"""

from collections.abc import Iterator, Sequence
from typing import cast, get_args

from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.changing.here import At, Draft, at_plan, draft_in
from server.changing.merging import merged
from server.changing.running import after_press, length_faults
from server.changing.saving import saved
from server.changing.saying import changes, everybody
from server.changing.words import page_words
from server.pages import is_htmx, page
from server.people_file import Unreadable
from server.people_file.decoding import text_of
from server.setting_up.bringing import look_at, table_of
from server.setting_up.faults import PlanFault, faults_of, people_faults
from server.setting_up.form import from_form
from server.setting_up.pages import MOST_FIELDS, answer, fairly, where_pressed
from server.setting_up.plan import Plan, pressed
from server.setting_up.words import kinds_of
from sessions.refusals import AlreadyRated, Refused
from sessions.room import RoomState

OPENED = "The room was opened meanwhile, so no more than its people, order and minutes can be changed."
OVER = "The meeting is over meanwhile, so no more than its people can be changed."


async def show(request: Request) -> Response:
    """The plan as it stands, with what this browser changed and did not save."""
    at = await at_plan(request)
    draft = draft_in(await at.row())
    if draft is None or draft.done:
        return _page(at, Draft(was=at.now, plan=at.now, state=at.state))
    overtaken = _overtaken(at, draft)
    upon, news = _caught_up(at, draft)
    return _page(at, upon, [*overtaken, *news])


async def press(request: Request) -> Response:
    """A button, or what was typed since the last one."""
    at = await at_plan(request)
    if at.state == "confirmed":
        return RedirectResponse(at.address, 303)
    async with request.form(max_fields=MOST_FIELDS) as form:
        does = str(form.get("do", "keep"))
        if does == "drop":
            await at.drop()
            return _to(request, at.address)
        while True:
            row = await at.row()
            known = draft_in(row)
            if does == "save-plan" and known and known.done and known.saved == form.get("save"):
                return await saved(at, known, again=True)
            draft, news = await _after(at, known, form, does)
            if await at.keep(draft, over=row):  # else another press was kept meanwhile, and this one comes upon it
                return await _pressed(at, draft, form, does, news)


async def _after(at: At, known: Draft | None, form: FormData, does: str) -> tuple[Draft, list[str]]:
    """The draft after a press, and what came too late."""
    if does == "take":
        return known or Draft(was=at.now, plan=at.now, state=at.state), []
    was = at.was_in(form)
    draft = Draft(was=was, plan=from_form(form, _kept(at, known, was)), state=_state_in(form, at))
    news = _overtaken(at, draft)
    if draft.state != at.state:
        draft, _ = _caught_up(at, draft)
    typed = at.settled(draft.plan)
    plan = pressed(typed, does) if at.state == "prepared" else after_press(at.place.room, typed, does)
    if does == "fair-order" and at.state == "prepared" and at.hub:
        plan = await fairly(at.place.house, at.hub, plan, but=at.place.room_id)
    return replace(draft, plan=at.settled(plan)), news


def _kept(at: At, known: Draft | None, was: Plan) -> Plan | None:
    """What a form that was drawn from `was` stood for until something was touched; none where nothing is kept."""
    if at.hub is None:
        return None
    if known is None or known.done:
        return was
    return known.plan if known.was == was else merged(known.was, known.plan, was)


async def _pressed(at: At, draft: Draft, form: FormData, does: str, news: Sequence[str]) -> Response:
    if does in ("look", "take") and at.state == "prepared":
        return await _brought(at, draft, form)
    if does == "save-plan":
        return await _saved(at, draft, str(form.get("save", "")), news)
    if not is_htmx(at.request):
        return RedirectResponse(f"{at.address}#{where_pressed(does, draft.plan)}", 303)
    words = page_words(at, draft, _faults(at, draft) if form.get("tried") else [])
    return answer(at.place.house, form, draft.plan, does, words, "" if at.state == "prepared" else "-running")


def _state_in(form: FormData, at: At) -> RoomState:
    stands = str(form.get("state", ""))
    return cast(RoomState, stands) if stands in get_args(RoomState) else at.state


def _overtaken(at: At, draft: Draft) -> list[str]:
    """What was typed and cannot be any more, because the room has moved on since the form was drawn."""
    if draft.state != at.state:
        return [OPENED if at.state == "open" else OVER]
    gone = [name for name in draft.was.steps if at.state != "prepared" and name not in at.now.steps]
    return [
        f"{at.words.steps.get(name, name)} has begun, so its minutes stay."
        for name in gone
        if draft.plan.steps.get(name) != draft.was.steps[name]
    ]


def _caught_up(at: At, draft: Draft) -> tuple[Draft, list[str]]:
    """The draft upon the plan as it stands now, and what else changed meanwhile, in sentences."""
    was, mine = draft.was, at.settled(draft.plan)
    if at.state != "prepared":  # what is no longer to come is no news
        steps = {**at.now.steps, **{name: minutes for name, minutes in was.steps.items() if name in at.now.steps}}
        was = replace(was if draft.state == at.state else at.settled(was), steps=steps, breaks=at.now.breaks)
    upon = replace(draft, was=at.now, plan=at.settled(merged(was, mine, at.now)), state=at.state)
    return upon, changes(was, at.now, at.words)


def _faults(at: At, draft: Draft) -> list[PlanFault]:
    oneself = list(_oneself(at, draft))
    if at.state == "prepared":
        return [*faults_of(draft.plan, at.content, at.place.room.frameworks), *oneself]
    return [*people_faults(draft.plan), *length_faults(at.now, draft.plan), *oneself]


def _oneself(at: At, draft: Draft) -> Iterator[PlanFault]:
    """Nobody takes themselves out: at a hub's desk one may act as somebody else of the room."""
    me = everybody(at.now).get(at.place.by or "")
    if me is None or at.place.by in everybody(draft.plan):
        return
    name = me[0].name
    yield PlanFault(
        "guests",
        "You cannot take yourself out. Ask another facilitator to do it. “Throw the changes away” brings you back."
        if at.place.own
        else f"You act as {name} here, so {name} cannot be taken out yet. Add yourself as a facilitator, with the "
        f"e-mail address that you sign in with, and save; then take {name} out.",
    )


async def _saved(at: At, draft: Draft, save: str, overtaken: Sequence[str]) -> Response:
    """Save, or say what is missing, or what somebody else changed since the form was drawn."""
    upon, news = _caught_up(at, draft)
    if news := [*overtaken, *news]:
        await at.put(upon)
        return _page(at, upon, news, status=409)
    if faults := _faults(at, upon):
        return _page(at, upon, faults=faults)
    try:
        return await saved(at, replace(upon, saved=save))
    except AlreadyRated as error:
        fields = {row.name: f"i-{row.key}-framework" for row in at.now.institutions}
        field = next((field for name, field in fields.items() if error.sentence.startswith(name)), "title")
        return _page(at, upon, faults=[PlanFault(field, error.sentence)])
    except Refused as error:
        return _page(at, upon, faults=[PlanFault("plan", error.sentence)])


async def _brought(at: At, draft: Draft, form: FormData) -> Response:
    """What a spreadsheet holds: shown row by row, and taken into the draft at the second press."""
    table = await table_of(form)
    try:
        found = look_at(table, draft.plan, kinds_of(at.content))
    except Unreadable as error:
        return _page(at, draft, faults=[PlanFault("pasted", error.sentence)])
    if form.get("do") == "take":
        await at.put(replace(draft, plan=found.plan))
        return RedirectResponse(f"{at.address}#institutions", 303)
    words = {"found": found, "action": at.address, "table": text_of(table), **at.place.around()}
    return page(at.place.house, "bringing", **words)


def _page(
    at: At, draft: Draft, news: Sequence[str] = (), *, faults: Sequence[PlanFault] = (), status: int = 0
) -> HTMLResponse:
    name = "plan-confirmed" if at.state == "confirmed" else "plan"
    status = status or (422 if faults else 200)
    return page(at.place.house, name, status=status, **page_words(at, draft, faults, news))


def _to(request: Request, address: str) -> Response:
    if is_htmx(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/plan", show),
    Route("/rooms/{room}/plan", press, methods=["POST"]),
]
