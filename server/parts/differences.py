"""Where colleagues differ, widest first, and what they agree on each statement."""

from typing import Any

from server.eye import Eye
from server.parts import comparing
from server.parts.alone import unfinished
from sessions.room import SelfRating


def differences(eye: Eye) -> dict[str, Any]:
    """Every statement with how colleagues rated it and the position they agreed; the one taken up first."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    shown = statements(eye)
    up = eye.room.taken_up.get(eye.slot.id, "")
    order = [one["id"] for one in shown]
    place = order.index(up) if up in order else -1
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "names": eye.level_names,
        "compared": eye.slot.id in eye.room.compared,
        "may_reveal": eye.facilitates and eye.room.state == "open" and eye.slot.host in eye.room.colleagues,
        "unfinished": unfinished(eye),
        "statements": shown,
        "up": up,
        "place": place + 1,
        "before": order[place - 1] if place > 0 else "",
        "after": order[place + 1] if place + 1 < len(order) else "",
        "agreeing": eye.kind == "agree",
        "writes": eye.speaks_for_host,
        "hosts": eye.members(eye.slot.host),
        "agreed": sum(one["position"] is not None for one in shown),
        "leads": eye.facilitates and eye.room.state == "open",
    }


def statements(eye: Eye) -> list[dict[str, Any]]:
    """Those rated, widest difference first; then those in focus that nobody rated, and any other with a position."""
    assert eye.slot is not None
    rated = comparing.compared(eye.room, eye.slot.id, eye.scene.names)
    known = [one.id for one in rated]
    settled = {s for s, rating in eye.room.ratings.get(eye.slot.id, {}).items() if rating.self_rating}
    rest = [line.id for line in eye.model.statements if line.id in {*eye.slot.focus, *settled} and line.id not in known]
    return [_statement(eye, one.id, one) for one in rated] + [_statement(eye, one, None) for one in rest]


def _statement(eye: Eye, statement: str, spread: comparing.ComparedStatement | None) -> dict[str, Any]:
    assert eye.slot is not None
    own = eye.room.rating(eye.slot.id, statement).self_rating
    return {
        "id": statement,
        "title": eye.title(statement),
        "levels": eye.descriptions(statement),
        "spread": spread,
        "position": _position(eye, own) if own else None,
        "notes": _notes(eye, statement),
    }


def _position(eye: Eye, own: SelfRating) -> dict[str, Any]:
    return {
        "seen": own.seq,
        "level": own.level,
        "evidence": own.evidence,
        "doubt": own.doubt or "",
        "by": eye.first_name(own.by) if own.by else "",
        "entered_by": eye.first_name(own.entered_by) if own.entered_by else "",
    }


def _notes(eye: Eye, statement: str) -> list[dict[str, str]]:
    """The points that somebody noted about a statement."""
    assert eye.slot is not None
    found = [
        one
        for one in eye.room.entries.values()
        if one.kind == "note" and one.slot == eye.slot.id and one.statement == statement and not one.withdrawn
    ]
    return [
        {"id": one.id, "text": one.text, "by": eye.first_name(one.by) if one.by else ""}
        for one in sorted(found, key=lambda one: one.seq)
    ]
