"""Before the day: what is asked of whom then, and how far one's institution is with rating itself."""

from typing import Any

from server.days import day_words, today_in
from server.eye import Eye
from server.preparation.words import HEADINGS, Row, row
from sessions.course import sort_of
from sessions.evaluation import progress
from sessions.preparation import is_past, preparation

BY_ITSELF = "On the day this page opens the room by itself."


def asked_before(eye: Eye) -> tuple[str, str] | None:
    """What somebody is asked days before the meeting, and one line more; none from the day on."""
    day, today = eye.room.day, today_in(eye.room, eye.now)
    if eye.room.state != "prepared" or day <= today:
        return None
    when = "We meet " + ("tomorrow" if (day - today).days == 1 else f"on {day:%A} {day_words(day, today)}")
    own = _own(eye)
    if own is None:
        return when, BY_ITSELF
    if own.missing or not own.all_rated:
        return HEADINGS[sort_of(eye.room)], f"{when}. What is missing stands here. {BY_ITSELF}"
    return when, f"Everything is prepared, and nothing is left for you to do. {BY_ITSELF}"


def _own(eye: Eye) -> Row | None:
    """How far one's own institution is; none for those who have nothing to prepare."""
    own = eye.room.institutions.get(eye.audience.institution or "")
    return row(eye.room, own.slot) if own and not is_past(eye.room, own.slot) else None


def rating(eye: Eye) -> dict[str, Any] | None:
    """The way to one's own ratings: its words, what is said beside it, and whether it is the next thing to do."""
    own = eye.room.institutions.get(eye.audience.institution or "")
    if own is None or eye.audience.role != "member" or eye.among_colleagues:
        return None
    far, found = progress(eye.room, own.slot), preparation(eye.room, own.slot)
    if far.to_share and far.agreed == far.of:
        return {"words": "Share your ratings", "said": "", "next": True}
    if far.to_share or found.rated < found.of or not far.shared:
        return {"words": "Rate yourselves", "said": "", "next": True}
    many = f"all {far.of}" if far.shared == far.of else f"{far.shared} of {far.of}"
    return {"words": "Look at your ratings", "said": f"You have rated {many} statements.", "next": False}
