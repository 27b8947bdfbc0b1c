"""A theme's statements on cards: rated alone, or by one for all. Everything is kept as it is tapped and typed.

A script sends the whole form at every pause and names in `typed` what was touched, so that an old tab overwrites
nothing; without a script everything that differs counts. What cannot be kept yet is said by statement, and its fields
are named in a header of the answer, so that the page goes on keeping them on the device.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.pages import is_htmx
from server.parts.comparing import Card, card, cards, own_ratings
from server.problems import Problem
from server.self_evaluation.agreeing import compass_of
from server.self_evaluation.here import BASE, Here, here, number_in
from server.self_evaluation.standing import standing
from server.submit import command_id
from sessions import commands as c
from sessions.evaluation import settled
from sessions.framework import OutlineTheme
from sessions.refusals import Refused, SettledMeanwhile

NO_LEVEL = "Choose a level too: then your words are kept."
NOT_KEPT = "x-not-kept"
MOST_FIELDS = 1000


class Kept(msgspec.Struct):
    """What became of a form: statement → what hinders."""

    faults: dict[str, str] = {}

    @property
    def fields(self) -> str:
        """The fields that were not kept, as the page's script wants them: those of a card go together."""
        return " ".join(f"level-{one}+note-{one}" for one in self.faults)


async def show(request: Request) -> Response:
    """A theme to rate alone; once colleagues have compared they agree instead."""
    at = await here(request)
    if at.progress.compared:
        return RedirectResponse(f"{at.url}/compare", 303)
    return _page(at, _theme(at), together=False)


async def keep(request: Request) -> Response:
    """What somebody rates alone: at every pause, and at every button."""
    return await _kept(await here(request), together=False)


async def show_for_all(request: Request) -> Response:
    """A theme that one fills in for all. Where colleagues have rated alone they compare first."""
    at = await here(request)
    if standing(at).locked:
        return RedirectResponse(f"{at.url}/compare", 303)
    return _page(at, _theme(at), together=True)


async def keep_for_all(request: Request) -> Response:
    """What one settles for all."""
    return await _kept(await here(request), together=True)


async def _kept(at: Here, *, together: bool) -> Response:
    theme = _theme(at)
    async with at.request.form(max_fields=MOST_FIELDS, max_files=0) as form:
        form_cards = [_filled(one, form) for one in _cards(at, theme, together=together)]
        kept = await (_settle if together else _rate)(at, form, _cards(at, theme, together=together))
        goes = str(form.get("do", "keep"))
    at = await at.now()
    if is_htmx(at.request):
        headers = {NOT_KEPT: quote(kept.fields, safe=" +")} if kept.faults else {}
        return at.part("self-kept", headers=headers, **_words(at, theme, together=together), faults=kept.faults)
    if kept.faults:
        shown = [msgspec.structs.replace(one, fault=kept.faults.get(one.id, "")) for one in form_cards]
        return _page(at, theme, together=together, shown=shown, faults=kept.faults)
    return RedirectResponse(_where(at, goes, together=together), 303)


def _where(at: Here, goes: str, *, together: bool) -> str:
    """The page that a button leads to: a theme, or where one began."""
    number = goes.removeprefix("theme ")
    if goes.startswith("theme ") and any(str(theme.number) == number for theme in at.model.themes):
        return f"{at.url}/{_kind(together=together)}/{number}"
    return at.request.url.path if goes == "keep" else at.url


def _kind(*, together: bool) -> str:
    return "for-all" if together else "theme"


def _theme(at: Here) -> OutlineTheme:
    number = at.request.path_params["number"]
    for theme in at.model.themes:
        if str(theme.number) == number:
            return theme
    raise Problem(404, "no_theme", "Your model has no such theme.")


def _cards(at: Here, theme: OutlineTheme, *, together: bool) -> list[Card]:
    lines = [line for line in at.model.statements if line.theme == theme.number]
    if not together:
        return cards(at.room, at.slot.id, at.actor.person, at.framework, [line.id for line in lines])
    there = settled(at.room, at.slot.id)
    return [
        card(line, at.framework, level=one.level if one else None, note=one.evidence if one else "")
        for line, one in ((line, there.get(line.id)) for line in lines)
    ]


def _filled(one: Card, form: FormData) -> Card:
    """A card with what stands in the form."""
    return msgspec.structs.replace(one, level=number_in(form, f"level-{one.id}"), note=_note(form, one.id))


def _note(form: FormData, statement: str) -> str:
    return str(form.get(f"note-{statement}", "")).replace("\r\n", "\n").strip()


def _touched(form: FormData, name: str) -> bool:
    """Whether a field counts: with a script only what was typed since it was last kept."""
    typed = str(form.get("typed", "")).split()
    return not typed or name in typed


def _changed(form: FormData, one: Card) -> tuple[int | None, str] | None:
    """The level and the note that a card is to have; none where it has them already."""
    touched = {field for field in ("level", "note") if _touched(form, f"{field}-{one.id}")}
    if touched and one.level is None:
        touched = {"level", "note"}  # words may have waited for their level
    level = number_in(form, f"level-{one.id}") if "level" in touched else None
    level = one.level if level is None else level
    note = _note(form, one.id) if "note" in touched else one.note
    return None if (level, note) == (one.level, one.note) else (level, note)


async def _rate(at: Here, form: FormData, before: list[Card]) -> Kept:
    own = own_ratings(at.room, at.slot.host, at.actor.person)
    was_named = any(one.named for one in own.values())
    named = bool(form.get("named")) if _touched(form, "named") else was_named
    kept = Kept()
    for one in before:
        changed = _changed(form, one)
        if changed is not None:
            await _give(at, kept, one.id, *changed, named=named)
    if named != was_named:  # for every statement that was rated before
        for statement, there in own.items():
            if (
                at.model.statement(statement)
                and there.named != named
                and statement not in {one.id for one in before if _changed(form, one)}
            ):
                await _give(at, kept, statement, there.level, there.note or "", named=named)
    return kept


async def _give(at: Here, kept: Kept, statement: str, level: int | None, note: str, *, named: bool) -> None:
    if level is None:
        kept.faults[statement] = NO_LEVEL
        return
    command = c.RateAlone(
        id=command_id(), slot=at.slot.id, statement=statement, level=level, note=note or None, named=named
    )
    try:
        await at.does(command)
    except Refused as error:
        kept.faults[statement] = error.sentence


async def _settle(at: Here, form: FormData, before: list[Card]) -> Kept:
    kept = Kept()
    for one in before:
        changed = _changed(form, one)
        if changed is None:
            continue
        level, note = changed
        if level is None:
            kept.faults[one.id] = NO_LEVEL
            continue
        command = c.AgreePosition(
            id=command_id(),
            slot=at.slot.id,
            statement=one.id,
            level=level,
            evidence=note,
            seen=number_in(form, f"seen-{one.id}") or 0,
        )
        try:
            await at.does(command)
        except SettledMeanwhile:
            kept.faults[one.id] = await _meanwhile(at, one.id)
        except Refused as error:
            kept.faults[one.id] = error.sentence
    return kept


async def _meanwhile(at: Here, statement: str) -> str:
    """What a colleague settled a moment ago."""
    at = await at.now()
    there = at.room.positions[at.slot.id][statement]
    return (
        f"{at.name(there.by)} chose {there.level} {at.model.level_name(there.level)} meanwhile, at "
        f"{at.clock(there.at)}. What you chose and wrote is kept on this device. Change it once more to put it in the "
        "place of theirs, or load the page again to see theirs."
    )


def _words(at: Here, theme: OutlineTheme, *, together: bool) -> dict[str, Any]:
    numbers, kind = [one.number for one in at.model.themes], _kind(together=together)
    place = numbers.index(theme.number)
    own = own_ratings(at.room, at.slot.host, at.actor.person)
    return {
        "theme": theme, "place": place + 1, "of": len(numbers), "together": together, "standing": standing(at),
        "before": numbers[place - 1] if place else None, "kind": kind, "at_clock": at.clock(at.house.now()),
        "after": numbers[place + 1] if place + 1 < len(numbers) else None,
        "lines": [line.id for line in at.model.statements if line.theme == theme.number],
        "compass": compass_of(at, theme.number),
        "named": any(one.named for one in own.values()), "action": f"{at.url}/{kind}/{theme.number}",
    }  # fmt: skip


def _page(
    at: Here, theme: OutlineTheme, *, together: bool, shown: list[Card] | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    words = _words(at, theme, together=together)
    shown = shown or _cards(at, theme, together=together)
    status = 422 if faults else 200
    return at.page("self-theme", status=status, **words, cards=shown, faults=faults or {})


ROUTES: list[BaseRoute] = [
    Route(f"{BASE}/theme/{{number}}", show),
    Route(f"{BASE}/theme/{{number}}", keep, methods=["POST"]),
    Route(f"{BASE}/for-all/{{number}}", show_for_all),
    Route(f"{BASE}/for-all/{{number}}", keep_for_all, methods=["POST"]),
]
