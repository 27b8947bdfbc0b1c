"""The moment: clock, who has the floor, what is asked of the reader; for the facilitator the controls of the clock."""

from typing import Any

from server.eye import Eye
from server.parts.asks import HOST_HAS_THE_FLOOR, asked, floor_of, floor_words, said
from server.parts.loose_ends import not_held
from sessions.minuting import section_of
from sessions.programme import Step


def seats(eye: Eye) -> list[list[str]]:
    """The places at the table in today's order, with who hosts and who has the floor."""
    host = eye.room.slot.host if eye.room.slot else None
    state = "floor" if eye.kind in HOST_HAS_THE_FLOOR else "host"
    return [[eye.initials[slot.host], state if slot.host == host else ""] for slot in eye.room.order]


def section_steps(eye: Eye, step: Step) -> list[Step]:
    """The steps of the same part of the programme."""
    return [other for other in eye.room.programme if other.section == step.section]


def table(eye: Eye) -> dict[str, Any]:
    """What the table clock draws."""
    at, room = eye.position, eye.room
    if at is None:
        return _still_table(eye)
    steps = section_steps(eye, at.step)
    return {
        "step": at.step.title,
        "left": round(at.left),
        "total": at.allotted,
        "seats": seats(eye),
        "minutes": [room.allotted[step.id] / 60 for step in steps],
        "now": [step.id for step in steps].index(at.step.id) if at.step in steps else -1,
        "ends_at": None if at.paused else _ms(at.ends_at),
        "scale": room.time_scale,
        "paused": at.paused,
        "note": "left",
    }


def _ms(at: Any) -> int:
    return int(at.timestamp() * 1000)


def now(eye: Eye) -> dict[str, Any]:
    """The clock, the floor and the ask; for the facilitator with the controls of the clock."""
    ask, more = asked(eye)
    step = eye.room.step if eye.room.run else None
    steps = section_steps(eye, step) if step else []
    place = [other.id for other in steps].index(step.id) + 1 if step and step in steps else 0
    told: dict[str, Any] = {
        "table": table(eye),
        "ask": ask,
        "more": more,
        "step": step,
        "place_at": place,
        "of": len(steps),
        "section": section_of(eye.room, step) if step else "",
        "say": said(eye),
        "does": floor_words(eye),
        "floor": floor_of(eye),
        "paused": eye.room.paused,
        "off_record": eye.room.off_record,
        "minutes": eye.position.allotted / 60 if eye.position else 0,
    }
    if eye.facilitates:
        told |= _controls(eye, step)
    return told


def _controls(eye: Eye, step: Step | None) -> dict[str, Any]:
    order = [other.id for other in eye.room.programme]
    place = order.index(step.id) if step and step.id in order else -1
    following = eye.room.programme[place + 1] if place + 1 < len(order) else None
    extras = []
    if eye.position:
        for minutes in (1, 2, 5):
            ends = eye.position.ends_at + eye.room.span(minutes * 60)
            extras.append((minutes, eye.time(ends)))
    return {
        "next_step": following,
        "next_section": section_of(eye.room, following)
        if following and (not step or following.section != step.section)
        else "",
        "back": eye.room.programme[place - 1] if place > 0 else None,
        "extras": extras,
        "from_step": step.id if step else "",
        "state": eye.room.state,
        "not_held": not_held(eye.room),
        "started_at": eye.time(eye.room.run.start) if eye.room.run else "",
    }


def _still_table(eye: Eye) -> dict[str, Any]:
    """The table when no step runs: counting down to the start, or at the end."""
    room, over = eye.room, eye.kind == "after"
    to_start = room.seconds(room.start - eye.now)
    waiting = not over and to_start > 0
    return {
        "step": "Finished at" if over else "We begin in" if waiting else "Planned for",
        "figure": eye.time(room.closed_at) if over else "" if waiting else eye.time(room.start),
        "left": max(0, round(to_start)) if waiting else 0,
        "total": 0,
        "minutes": [1] * 8,
        "now": -1,
        "ends_at": _ms(room.start) if waiting else None,
        "note": "" if over else f"at {eye.time(room.start)}" if waiting else "we begin soon",
        "still": True,
        "label": f"The meeting finished at {eye.time(room.closed_at)}" if over else "" if waiting else "Starting soon",
        "seats": seats(eye),
        "scale": room.time_scale,
    }
