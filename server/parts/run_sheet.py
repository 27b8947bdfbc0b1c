"""The facilitator's run sheet: planned beside actual, and times to come as they look now."""

from typing import Any

from server.eye import Eye
from server.parts.loose_ends import not_held, passed_over
from sessions import clock
from sessions.minuting import in_minutes, section_of


def run(eye: Eye) -> dict[str, Any]:
    """The run sheet: every section with its steps, planned beside actual and expected."""
    lines = clock.forecast(eye.room, eye.now)
    shares = {share.slot: share for share in clock.shares(eye.room, eye.now)}
    sections: list[dict[str, Any]] = []
    for line in lines:
        if not sections or sections[-1]["id"] != line.step.section:
            slot = eye.room.slots[line.step.slot] if line.step.slot else None
            sections.append(
                {
                    "id": line.step.section,
                    "title": section_of(eye.room, line.step),
                    "steps": [],
                    "initials": eye.initials[slot.host] if slot else "",
                    "slot": slot,
                    "note": line.step.note,
                    "share": _share(eye, shares[slot.id]) if slot else None,
                }
            )
        sections[-1]["steps"].append(_line(eye, line))
    for section in sections:
        section |= _span(section["steps"])
    jumps = _jumps(eye, sections)
    return {
        "sections": sections,
        "jumps": jumps,
        "changed": any(line.allotted != line.planned for line in lines),
        "ends": eye.time(clock.ends_at(eye.room, eye.now)),
        "state": eye.room.state,
        "not_held": not_held(eye.room),
        "last": eye.room.run is not None and eye.room.run.step == eye.room.programme[-1].id,
        "from_step": eye.room.run.step if eye.room.run else "",
    }


def _jumps(eye: Eye, sections: list[dict[str, Any]]) -> dict[str, str]:
    """The forms for a jump by what it leaves out, as their question says it; each section is told its form's id."""
    forms: dict[str, str] = {}
    for section in sections:
        left_out = passed_over(eye.room, section["steps"][0]["id"])
        section["jump"] = forms.setdefault(left_out, f"jump-{section['id']}" if left_out else "jump")
    return forms


def _line(eye: Eye, line: clock.Line) -> dict[str, Any]:
    return {
        "id": line.step.id,
        "title": line.step.title,
        "standing": line.standing,
        "skipped": line.skipped,
        "minutes": neat(in_minutes(line.allotted)),
        "changed": line.allotted != line.planned,
        "planned": eye.time(line.planned_start),
        "actual": eye.time(line.actual_start),
        "expected": eye.time(line.expected_start),
        "took": "" if line.actual is None else neat(in_minutes(line.actual)),
        "ends": eye.time(line.expected_start + eye.room.span(line.expected)),
    }


def _share(eye: Eye, share: clock.Share) -> dict[str, Any]:
    over = share.expected - share.promised
    return {
        "promised": round(share.promised / 60),
        "actual": round(share.actual / 60),
        "expected": round(share.expected / 60),
        "over": round(over / 60),
        "standing": share.standing,
        "starts": eye.time(share.expected_start),
        "ends": eye.time(share.expected_end),
    }


def _span(steps: list[dict[str, Any]]) -> dict[str, Any]:
    standings = [step["standing"] for step in steps]
    standing = "past" if set(standings) == {"past"} else "to_come" if set(standings) == {"to_come"} else "now"
    first, last = steps[0], steps[-1]
    return {
        "standing": standing,
        "begins": first["actual"] or first["expected"],
        "planned": first["planned"],
        "ends": last["ends"],
        "skipped": all(step["skipped"] for step in steps),
    }


def neat(minutes: float) -> str:
    """Minutes without a needless decimal: "5", "4.5"."""
    return f"{minutes:g}"
