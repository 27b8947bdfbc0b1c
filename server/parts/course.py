"""Where the room is in its course, in short; before it meets, what is still to prepare, for hosts and facilitators."""

from typing import Any

from server.course.parts import Part
from server.course.words import course_shown
from server.eye import Eye
from server.preparation.words import HEADINGS, row, rows
from sessions.course import sort_of
from sessions.preparation import is_past

PARTS_OF: dict[str, Part] = {"facilitator": "facilitator", "member": "member"}


def course(eye: Eye) -> dict[str, Any]:
    """The stages with their dates; the way to one's own preparation, or how far each institution is."""
    before = eye.kind == "lobby"
    own = eye.room.institutions.get(eye.audience.institution or "")
    prepares = before and own is not None and not is_past(eye.room, own.slot)
    return {
        "course": course_shown(eye.room, eye.now, PARTS_OF.get(eye.audience.role, "observer")),
        "heading": HEADINGS[sort_of(eye.room)],
        "own": row(eye.room, own.slot) if prepares and own else None,
        "rows": rows(eye.room) if before and eye.facilitates else [],
    }
