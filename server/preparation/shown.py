"""The values that the page of a preparation is drawn from."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from server.course.seats import Sitting
from server.eye import Choice
from server.preparation.typed import ENTRY, NEW_STRENGTH, digest, standing, strengths_of
from server.preparation.words import HEADINGS, THE_SLOT, rates_beforehand
from server.preparation.writing import Outcome, Theirs
from sessions.course import Sort, sort_of
from sessions.preparation import is_past, preparation

TITLES = {
    "wants": "What you want from it",
    "context": "Your context",
    "priorities": "Improvement priorities",
    "strengths": "Strengths",
    "focus": "Focus",
}
NOTHING = Outcome()


def shown(at: Sitting, slot_id: str, behalf: str | None, outcome: Outcome = NOTHING) -> dict[str, Any]:
    """All of them, for the whole page and for each part of it."""
    room, slot = at.eye.room, at.eye.room.slots[slot_id]
    found, sort = preparation(room, slot_id), sort_of(room)
    host, its = room.institutions[slot.host], THE_SLOT[sort].replace("your ", "its ")
    return {
        "action": f"{at.url}/preparation", "room": at.url, "slot": slot_id, "host": host.name, "sort": sort,
        "heading": f"{host.name}: {its}" if at.eye.facilitates else HEADINGS[sort],
        "the_slot": THE_SLOT[sort], "when": at.eye.date, "title": room.title,
        "parts": [(part, _title(sort, part), part in found.done) for part in found.asked],
        "done": len(found.done), "of": len(found.asked), "asked": found.asked,
        "rated": (found.rated, found.of) if rates_beforehand(room) else None,
        "fields": _fields(at, slot_id, outcome), "strengths": _strengths(at, slot_id, outcome),
        "new": {"id": f"n_{secrets.token_urlsafe(9)}", "value": outcome.typed.get(NEW_STRENGTH, ""),
                "fault": outcome.faults.get(NEW_STRENGTH, "")},
        "themes": _themes(at, slot_id, outcome), "chosen": len(_ticked(at, slot_id, outcome)),
        "levels": [level.name for level in room.framework_of(slot_id).levels],
        "own_choice": slot.focus_chosen, "views_given": any(room.blind.get(slot_id, {}).values()),
        "past": is_past(room, slot_id), "confirmed": room.state == "confirmed", "withdrawn": slot.withdrawn,
        "off_record": room.off_record, "minutes": f"{at.eye.url}/minutes",
        "facilitates": at.eye.facilitates, "hosts": at.eye.members(slot.host), "behalf": behalf or "",
    }  # fmt: skip


def _title(sort: Sort, part: str) -> str:
    return "What has changed" if (sort, part) == ("follow_up", "context") else TITLES[part]


def _fields(at: Sitting, slot_id: str, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Every field by name: what it shows, what it held (a digest), and what is to be said of it."""
    return {
        name: {
            "name": name, "value": outcome.typed.get(name, stands), "was": outcome.was.get(name, digest(stands)),
            "fault": outcome.faults.get(name, ""), "theirs": _theirs(at, outcome.theirs.get(name)),
        }
        for name, stands in standing(at.eye.room, slot_id).items()
    }  # fmt: skip


def _theirs(at: Sitting, found: Theirs | None) -> dict[str, Any] | None:
    if found is None:
        return None
    time = f"{found.at.astimezone(ZoneInfo(at.eye.room.time_zone)):%H:%M}" if found.at else ""
    by = at.eye.name(found.by) if found.by else "Somebody"
    return {"by": by, "time": time, "text": found.text, "crossed": found.crossed}


def _strengths(at: Sitting, slot_id: str, outcome: Outcome) -> list[dict[str, Any]]:
    """The host's own; whoever wrote one, and the facilitator, can put it right."""
    return [
        {"id": one.id, "text": one.text, "by": at.eye.name(one.by) if one.by else "", "field": f"{ENTRY}{one.id}",
         "mine": at.eye.facilitates or one.by == at.who.actor.person,
         "fault": outcome.faults.get(f"{ENTRY}{one.id}", "")}
        for one in strengths_of(at.eye.room, slot_id)
    ]  # fmt: skip


def _ticked(at: Sitting, slot_id: str, outcome: Outcome) -> list[str]:
    typed = outcome.typed.get("focus")
    return list(at.eye.room.slots[slot_id].focus) if typed is None else typed.splitlines()


def _themes(at: Sitting, slot_id: str, outcome: Outcome) -> list[dict[str, Any]]:
    """The model's themes with their statements, and which are chosen."""
    eye = at.eye
    model, full, room = eye.room.framework_of(slot_id), eye.scene.framework_of(slot_id, eye.content), eye.room
    ticked = _ticked(at, slot_id, outcome)
    found = []
    for theme in model.themes:
        lines = [line for line in model.statements if line.theme == theme.number]
        statements = [
            {"id": line.id, "title": line.title, "chosen": line.id in ticked,
             "rated": room.rating(slot_id, line.id).self_rating is not None,
             "levels": list(whole.levels) if (whole := full and full.statement(line.id)) else []}
            for line in lines
        ]  # fmt: skip
        found.append({
            "number": theme.number, "title": theme.title, "benchmarks": theme.benchmarks, "statements": statements,
            "chosen": sum(one["id"] in ticked for one in statements),
            "in_focus": theme.number in room.focus_themes,
        })  # fmt: skip
    return found


def behalf_of(at: Sitting, slot_id: str, wanted: str) -> str | None:
    """For whom a facilitator writes: whoever was chosen, else who presents, else the first of the institution; none for
    the host's own people, and where nobody is named."""
    if not at.eye.facilitates:
        return None
    slot = at.eye.room.slots[slot_id]
    members: list[Choice] = at.eye.members(slot.host)
    known = [one.value for one in members]
    return next((one for one in (wanted, slot.presenter or "") if one in known), known[0] if known else None)
