"""What only the facilitator sees: people and whose views are in, nudges, airtime; and the capture bar everybody has."""

from itertools import pairwise
from typing import Any

from server.alike import alike, missed
from server.eye import Choice, Eye
from server.geometry import clock_text
from server.parts.ratings import whose_views
from server.parts.record import here, owners
from sessions import clock


def people(eye: Eye) -> dict[str, Any]:
    """Who is here, who waits for the nod, whose view is in (never what it is), observers."""
    slot = eye.slot
    counting = slot is not None and eye.kind == "peer_view" and not eye.any_revealed
    given = whose_views(eye) if counting else {}
    return {
        "groups": here(eye),
        "ended": eye.room.ended,
        "waiting": _waiting(eye),
        "observers": _observers(eye),
        "given": given,
        "finished": sum(not one.missing for one in given.values()),
        "slot": None if eye.among_colleagues else slot,  # for whoever notes answers, where questions are asked in turn
        "institutions": [Choice(one.id, one.name) for one in eye.room.institutions.values() if not one.withdrawn],
        "scribe": slot.scribe if slot else None,
        "host": slot.host if slot else None,
        "by_person": eye.room.peer_views == "person",
        "final": eye.is_final,
        "members": [c for s in eye.room.order for c in eye.members(s.host)],
        "counting": counting,
    }


def _waiting(eye: Eye) -> list[dict[str, Any]]:
    waiting = [p for p in eye.room.people.values() if p.role == "waiting" and not p.removed]
    found = []
    for person in waiting:
        known = eye.scene.names.get(person.id)
        said = known.organisation if known else ""
        guess = next((i.id for i in eye.room.institutions.values() if said and said.lower() in i.name.lower()), "")
        name = eye.name(person.id)
        theirs, watch = _invited(eye, guess) if guess else [], _invited(eye, None)
        known_as = [one for one in (*theirs, *watch) if alike(one.words, name)]
        asked = watch if person.looks_on else theirs
        others = [one for one in asked if one not in known_as and not eye.room.people[one.value].arrived_at]
        found.append({"id": person.id, "name": name, "said": said, "guess": guess, "looks_on": person.looks_on,
                      "alike": known_as, "others": others})  # fmt: skip
    return found


def _invited(eye: Eye, institution: str | None) -> list[Choice]:
    """Who of those invited is missed: of an institution, or of the observers."""
    return [Choice(p.id, eye.name(p.id)) for p in missed(eye.room, institution, eye.scene.present)]


def _observers(eye: Eye) -> list[dict[str, Any]]:
    listed = [p for p in eye.room.people.values() if p.role == "observer" and not p.removed]
    return [{"id": p.id, "name": eye.name(p.id), "live": p.id in eye.scene.present, "here": p.here} for p in listed]


def nudges(eye: Eye) -> dict[str, Any]:
    """Who has not asked, which rating nobody has asked about: quietly, folded, at most three.

    Silent about who has not asked once an anonymous question is in the slot, because it could give the author away.
    """
    if eye.slot is None or eye.kind not in ("clarify", "write_questions", "challenge", "peer_view", "reflect"):
        return {"nudges": []}
    asked = [q for q in eye.room.questions.values() if q.slot == eye.slot.id and not q.withdrawn]
    found: list[tuple[str, str, str, str]] = []
    if eye.kind == "challenge" and not any(q.anonymous for q in asked):
        silent = [
            s.host
            for s in eye.room.order
            if s.host != eye.slot.host and not any(q.institution == s.host for q in asked)
        ]
        found += [("hand", "No one from", eye.room.institutions[host].name, "has asked yet.") for host in silent]
    if eye.kind == "challenge":
        untouched = [s for s in eye.slot.focus if not any(q.statement == s for q in asked)]
        found += [("evidence", "Nobody has asked about", f"{s} {eye.title(s)}", "yet.") for s in untouched]
    return {
        "nudges": [{"icon": i, "before": b, "what": w, "after": a} for i, b, w, a in found[:3]],
        "slot": eye.slot.id,
    }


def airtime(eye: Eye) -> dict[str, Any]:
    """Minutes of talk in this slot, where the facilitator taps who has the floor."""
    if eye.slot is None or eye.room.run is None or eye.kind == "after" or eye.among_colleagues:
        return {"slot": None}
    begun = min(run.start for run in eye.room.runs if eye.room.step_of(run.step).slot == eye.slot.id)
    talked: dict[str, float] = {}
    taps = [*eye.room.floor, (eye.now, None)]
    for (start, institution), (end, _) in pairwise(taps):
        if institution and end > begun:
            talked[institution] = talked.get(institution, 0) + eye.room.seconds(end - max(start, begun))
    current = eye.room.floor[-1][1] if eye.room.floor else None
    return {
        "slot": eye.slot.id,
        "current": current,
        "measured": bool(talked),
        "rows": [
            [
                eye.initials[s.host],
                eye.room.institutions[s.host].name,
                round(talked.get(s.host, 0) / 60),
                s.host == eye.slot.host,
            ]
            for s in eye.room.order
        ],
        "taps": [
            {
                "id": s.host,
                "initials": eye.initials[s.host],
                "name": eye.room.institutions[s.host].name,
                "on": s.host == current,
            }
            for s in eye.room.order
        ],
    }


def capture(eye: Eye) -> dict[str, Any]:
    """The capture bar: what may be caught now, and for whom a facilitator may enter it."""
    if not eye.may_write:
        return {"kinds": []}
    return {
        "kinds": _kinds(eye),
        "slot": eye.slot.id if eye.slot else None,
        "off_record": eye.room.off_record,
        "owners": [[c.value, c.words] for c in owners(eye)],
        "earliest": eye.room.start.date().isoformat(),
        "statements": [[s, eye.title(s)] for s in eye.room.statements(eye.slot.id)] if eye.slot else [],
        "folded": (eye.is_host and eye.kind == "peer_view") or eye.kind == "rate_alone",
        "behalf": [c for s in eye.room.order for c in eye.members(s.host)] if eye.facilitates else [],
        "for": eye.host.name if eye.slot else "the whole room",
    }


def _kinds(eye: Eye) -> list[str]:
    """What may be caught, the likeliest first; among colleagues there is nobody to offer anything to."""
    if eye.among_colleagues:
        return ["strength", "action", "note"] if eye.slot else ["note"]
    if eye.slot is None:
        return ["insight", "action", "note", "idea", "offer"]
    return ["strength", "idea", "offer", "action", "note"]


def cost(eye: Eye, minutes: int, take_from: Any) -> dict[str, Any]:
    """What an extension would cost, in words; times as the clock writes them. Raises NoTimeThere."""
    price = clock.cost(eye.room, eye.now, minutes, take_from)
    order = [step.id for step in eye.room.programme]
    here = order.index(eye.room.run.step) if eye.room.run else 0
    spare = sum(was - becomes for step, was, becomes in price.shrunk if order.index(step) < here)
    return {
        "minutes": minutes,
        "take_from": take_from,
        "ends": eye.time(price.ends_at),
        "room_ends": eye.time(price.room_ends_at),
        "spare": clock_text(spare) if spare else "",
        "shrunk": [
            (eye.room.step_of(step).title, clock_text(was), clock_text(becomes))
            for step, was, becomes in price.shrunk
            if order.index(step) > here
        ],
        "later": [
            (eye.room.institutions[one.institution].name, eye.time(one.was), eye.time(one.becomes))
            for one in price.later
        ],
        "from_step": eye.room.run.step if eye.room.run else "",
    }
