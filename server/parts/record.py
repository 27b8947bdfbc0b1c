"""What is kept on a page: actions, entries, insights; and what comes before and after the meeting."""

from typing import Any

from server.eye import Choice, Eye
from server.parts.before import rating
from server.parts.loose_ends import at_hour, held, of_hub, of_slot
from sessions.attendance import was_there
from sessions.clock import forecast
from sessions.minuting import may_have, section_of
from sessions.room import Action, Entry

KIND_WORDS = {
    "strength": ("Strength", "Strengths"),
    "idea": ("Idea", "Ideas taken home"),
    "offer": ("Offer", "Offers"),
    "note": ("Note", "Notes"),
    "insight": ("Insight", "Insights"),
}
"""What one entry of a kind is called, and what stands above all of them."""


def _action(eye: Eye, action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "text": action.text,
        "owner": eye.name(action.owner),
        "owner_id": action.owner,
        "due": action.due,
        "statement": action.statement or "",
        "title": eye.title(action.statement) if action.slot else "",
        "priority": action.priority or "",
        "status": action.status,
        "subject_to": action.subject_to or "",
        "entered_by": eye.first_name(action.entered_by) if action.entered_by else "",
        "proposed_by": eye.first_name(action.by) if action.by else "",
        "changed_since": action.changed_since and action.status == "proposed",
        "slot": action.slot,
        "late": action.late,
    }


def _actions_of(eye: Eye, slot: str | None) -> list[dict[str, Any]]:
    found = [a for a in eye.room.actions.values() if a.slot == slot and a.status != "withdrawn"]
    return [_action(eye, action) for action in sorted(found, key=lambda action: action.seq)]


def actions(eye: Eye) -> dict[str, Any]:
    """The actions of the slot in view, and the form to propose one."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "actions": _actions_of(eye, eye.slot.id),
        "agrees": eye.speaks_for_host,
        "writes": eye.may_write,
        "hosts": eye.members(eye.slot.host),
        "owners": owners(eye),
        "earliest": eye.room.start.date(),
        "priorities": eye.slot.priorities,
        "focus": eye.looked_at,
        "statements": [Choice(s, eye.title(s)) for s in eye.room.statements(eye.slot.id)],
    }


def owners(eye: Eye) -> list[Choice]:
    """People to offer as owners: the host's first."""
    host = eye.members(eye.slot.host) if eye.slot else []
    others = [
        c for slot in eye.room.slots.values() if not eye.slot or slot.id != eye.slot.id for c in eye.members(slot.host)
    ]
    return [*host, *eye.facilitators(), *others]


def _entry(eye: Eye, entry: Entry) -> dict[str, Any]:
    institution = eye.institution(entry.institution)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "text": entry.text,
        "by": eye.name(entry.by) if entry.by else "",
        "entered_by": eye.first_name(entry.entered_by) if entry.entered_by else "",
        "institution": institution.name if institution else "",
        "initials": eye.initials.get(entry.institution or "", ""),
        "statement": entry.statement or "",
        "offer_type": entry.offer_type or "",
        "late": entry.late,
        "themes": entry.themes,
    }


def kept(eye: Eye) -> dict[str, Any]:
    """Strengths, ideas, offers and notes of the slot in view, or of the room as a whole between slots."""
    slot = eye.slot.id if eye.slot else None
    if not eye.sees:
        return {"groups": [], "title": ""}
    found = sorted((e for e in eye.room.entries.values() if e.slot == slot and not e.withdrawn), key=lambda e: e.seq)
    groups = [
        {"kind": kind, "title": title, "entries": [_entry(eye, e) for e in found if e.kind == kind]}
        for kind, (_, title) in KIND_WORDS.items()
        if kind != "insight"  # these have a place of their own
    ]
    return {"groups": [group for group in groups if group["entries"]], "title": _kept_title(eye)}


def _kept_title(eye: Eye) -> str:
    if eye.among_colleagues:
        return "Strengths and notes"
    return f"Kept in {eye.host.name}’s hour" if eye.slot else "Kept for the whole room"


def insights(eye: Eye) -> dict[str, Any]:
    """Patterns across institutions, the hub's own actions and the next date."""
    found = sorted(
        (e for e in eye.room.entries.values() if e.kind == "insight" and not e.withdrawn), key=lambda e: e.seq
    )
    return {
        "insights": [_entry(eye, e) for e in found],
        "actions": _actions_of(eye, None),
        "next": eye.room.next_meeting,
        "writes": eye.may_write,
        "themes": (themes := _themes(eye)),
        "theme_names": {int(one.value): one.words for one in themes},
        "owners": owners(eye),
        "earliest": eye.room.start.date(),
        "people": [*eye.facilitators(), *(c for s in eye.room.order for c in eye.members(s.host))],
    }


def _themes(eye: Eye) -> list[Choice]:
    """By number; where models name a theme differently, it goes by all its names."""
    titles: dict[int, dict[str, None]] = {}
    for theme in (theme for framework in eye.room.frameworks.values() for theme in framework.themes):
        titles.setdefault(theme.number, {})[theme.title] = None
    return [Choice(str(number), " / ".join(names)) for number, names in sorted(titles.items())]


def lobby(eye: Eye) -> dict[str, Any]:
    """The day, who is here, and how we work."""
    sections: list[dict[str, Any]] = []
    for line in forecast(eye.room, eye.now):
        slot = eye.room.slots[line.step.slot] if line.step.slot else None
        if slot and sections and sections[-1]["id"] == line.step.section and not eye.among_colleagues:
            if line.standing == "now":
                sections[-1]["standing"] = "now"
            sections[-1]["skipped"] = sections[-1]["skipped"] and line.skipped
        else:
            whole = slot is not None and not eye.among_colleagues  # a slot is one line, where there are several
            title = section_of(eye.room, line.step) if whole else line.step.title
            sections.append(
                {
                    "id": line.step.section,
                    "title": title,
                    "at": eye.time(line.expected_start),
                    "note": line.step.note,
                    "initials": eye.initials[slot.host] if slot and whole else "",
                    "standing": line.standing,
                    "skipped": line.skipped,
                    "own": slot is not None and whole and slot.host == eye.audience.institution,
                }
            )
    return {
        "sections": sections,
        "groups": here(eye),
        "ground_rules": eye.room.ground_rules,
        "rules_first": eye.room.run is not None and eye.slot is None and eye.kind in ("welcome", "context"),
        "state": eye.room.state,
        "count": sum(g["count"] for g in here(eye)),
        "of": sum(len(g["people"]) for g in here(eye)),
        "place": eye.room.place,
        "call_link": eye.room.call_link,
        "calendar": f"{eye.url}/invitation.ics" if eye.room.state == "prepared" else "",
        "date": eye.date,
        "title": eye.room.title,
        "rating": rating(eye),
    }


def here(eye: Eye) -> list[dict[str, Any]]:
    """Everybody by institution, with who is here and who is connected."""
    groups: list[dict[str, Any]] = [
        {"name": "Facilitators", "initials": "", "people": _people(eye, None), "institution": None}
    ]
    for slot in eye.room.slots.values():
        one = eye.room.institutions[slot.host]
        if not one.withdrawn:
            groups.append(
                {
                    "name": one.name,
                    "initials": eye.initials[one.id],
                    "people": _people(eye, one.id),
                    "institution": one.id,
                }
            )
    for group in groups:
        group["count"] = sum(person["connected"] for person in group["people"])
    return groups


def _people(eye: Eye, institution: str | None) -> list[dict[str, Any]]:
    roles = ("member",) if institution else ("facilitator", "co_facilitator")
    listed = [p for p in eye.room.people.values() if p.institution == institution and p.role in roles and not p.removed]
    return [
        {
            "id": p.id,
            "name": eye.name(p.id),
            "first": eye.first_name(p.id),
            "connected": p.id in eye.scene.present or p.here,
            "live": p.id in eye.scene.present,
            "here": p.here,
            "was_there": eye.room.ended and was_there(eye.room, p.id),
            "apology": p.apology,
            "left": eye.time(p.left_at),
            "arrived": eye.time(p.arrived_at),
        }
        for p in sorted(listed, key=lambda p: eye.name(p.id))
    ]


def after(eye: Eye) -> dict[str, Any]:
    """The end: the minutes, whose part is confirmed, what is still to do."""
    parts = [
        {
            "slot": slot.id,
            "name": eye.room.institutions[slot.host].name,
            "initials": eye.initials[slot.host],
            "own": slot.host == eye.audience.institution,
            "confirmed": slot.confirmed_by is not None,
            "by": eye.name(slot.confirmed_by) if slot.confirmed_by else "",
            "may_have": may_have(eye.room, eye.actor, slot),
            "hosts": eye.members(slot.host),
            "host": slot.host,
            "held": slot.id in held(eye.room),
            "ends": of_slot(eye.room, slot.id) if slot.id in held(eye.room) else [],
            "hour": at_hour(eye, slot.id, "") if eye.facilitates else "",
        }
        for slot in eye.room.order
    ]
    missing = [part["name"] for part in parts if part["held"] and not part["confirmed"]]
    confirmer = eye.name(eye.room.confirmed_by) if eye.room.confirmed_by else "the facilitator"
    words = {"missing": missing, "all_confirmed": not missing, "confirmer": confirmer, "hub_ends": of_hub(eye.room)}
    return {"parts": parts, "state": eye.room.state, **words}
