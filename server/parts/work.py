"""Which parts a page puts forward at a step, and which it folds below. Step kinds decide that, and not what is
legal: everything stays within reach at any time.
"""

from typing import Any

import msgspec

from server.days import today_in
from server.eye import Eye
from sessions.by_theme import models_differ

TITLES = {
    "on-table": "On the table",
    "ask": "Ask a question",
    "queue": "Questions",
    "setting": "The host’s context",
    "ratings": "Self-ratings and evidence",
    "views": "Peer views",
    "reveal": "Levels side by side",
    "actions": "Actions",
    "kept": "Kept in this hour",
    "insights": "Insights and the hub’s actions",
    "by-theme": "Levels by theme",
    "course": "The course",
    "lobby": "The day and who is here",
    "after": "The record",
}

_SLOT_PARTS = ("ask", "queue", "setting", "ratings", "views", "reveal", "actions", "kept")
# Put forward at a step of a slot, in order; what is missing here is folded below.
_FORWARD: dict[str, tuple[str, ...]] = {
    "welcome": ("setting",),
    "context": ("ask", "setting", "kept"),  # peers note what they want to ask while they listen
    "ratings": ("ask", "ratings"),
    "clarify": ("on-table", "ask", "queue", "ratings"),
    "write_questions": ("ask", "queue", "ratings"),
    "challenge": ("on-table", "ask", "queue"),
    "peer_view": ("views", "ratings"),
    "reflect": ("reveal",),
    "actions": ("actions", "kept"),
    "read_back": ("actions", "kept"),
    "insights": ("kept",),
    "tour": ("kept", "ask"),
    "interview": ("kept", "ask"),
    "evidence": ("ratings", "kept"),
    "action_review": ("actions", "ask"),
}


# The same where colleagues of one institution compare.
_AMONG_COLLEAGUES: dict[str, tuple[str, ...]] = {
    "welcome": ("lobby",),
    "context": ("setting",),
    "rate_alone": ("alone",),
    "compare": ("differences",),
    "agree": ("differences",),
    "actions": ("actions",),
    "read_back": ("actions", "differences"),
    "close": ("insights", "actions"),
}
COLLEAGUES_TITLES = {
    "setting": "Context and priorities",
    "alone": "Rating alone",
    "differences": "Where we differ, and what we agree",
    "kept": "Strengths and notes",
    "insights": "Next time",
}


class Layout(msgspec.Struct, frozen=True):
    """Parts in order: put forward, and folded."""

    forward: tuple[str, ...]
    folded: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All parts on the page."""
        return (*self.forward, *self.folded)


def layout(eye: Eye) -> Layout:
    """What this audience's page holds now."""
    if eye.audience.hour:
        decided = ("differences",) if eye.among_colleagues else ("reveal", "queue")
        return Layout(("actions", *decided), ("kept", "setting"))
    if eye.kind == "after" and eye.among_colleagues:
        return Layout(("after",), ("differences", "actions", "kept", "setting", "insights", "lobby"))
    if eye.kind == "after":
        own = tuple(part for part in ("actions", "reveal", "queue", "kept", "setting") if eye.slot)
        return Layout(("after",), (*own, "insights", *_by_theme(eye), "course", "lobby"))
    if eye.kind == "lobby":
        parts = ("lobby", "course") if on_the_day(eye) else ("course", "lobby")
        return Layout(parts, ())
    if not eye.sees:
        return Layout((), ("lobby",))
    if eye.among_colleagues:
        return _among_colleagues(eye)
    forward: tuple[str, ...]
    if eye.slot is None:
        forward = ("lobby",) if eye.kind in ("welcome", "context", "break") else ("insights", *_by_theme(eye))
        rest = ("insights", *(_by_theme(eye) if eye.kind == "break" else ()), "lobby", "kept")
        return Layout(forward, tuple(part for part in rest if part not in forward))
    forward = tuple(part for part in _FORWARD.get(eye.kind, ("kept",)) if _fits(eye, part))
    if eye.peers_speak:
        forward = ("reveal", "views")
    if eye.facilitates:  # who leads looks at what comes in; asking stays within reach
        forward = tuple(part for part in forward if part != "ask")
    if "on-table" not in forward:
        forward = ("on-table", *forward)
    folded = tuple(part for part in _SLOT_PARTS if part not in forward and _fits(eye, part))
    return Layout(forward, (*folded, "lobby"))


def on_the_day(eye: Eye) -> bool:
    """Whether the room meets today: then who is here comes first, and before that what is to prepare."""
    return eye.room.state == "open" or today_in(eye.room, eye.now) >= eye.room.day


def _among_colleagues(eye: Eye) -> Layout:
    """Nobody asks in turn: people speak, and note what matters; what was asked all the same stays within reach."""
    if eye.slot is None:
        return Layout(("lobby",), ())
    forward = _AMONG_COLLEAGUES.get(eye.kind, ("kept",))
    compared = eye.slot.id in eye.room.compared
    rating = ("differences",) if compared else ("alone", "differences") if eye.facilitates else ("alone",)
    parts = (*rating, "setting", "actions", "kept", "insights")
    return Layout(forward, (*(part for part in parts if part not in forward), "lobby"))


def _by_theme(eye: Eye) -> tuple[str, ...]:
    """Where institutions are rated by different models, their levels stand side by side by theme."""
    return ("by-theme",) if models_differ(eye.room) else ()


def _fits(eye: Eye, part: str) -> bool:
    if part == "ask":
        return eye.is_peer or eye.facilitates
    return part != "reveal" or eye.kind not in ("welcome", "context")


def work(eye: Eye) -> dict[str, Any]:
    """The parts of the page, and a word to observers where the host has not let them in."""
    return {
        "layout": layout(eye),
        "titles": TITLES | COLLEAGUES_TITLES if eye.among_colleagues else TITLES,
        "barred": not eye.sees,
        "among_colleagues": eye.among_colleagues,
        "looks_on": eye.audience.role == "observer" and eye.kind == "lobby",
        "off_record": eye.room.off_record,
        "slot_name": eye.host.name if eye.slot else "",
    }
