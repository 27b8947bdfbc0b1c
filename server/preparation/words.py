"""The parts of a preparation in words, by sort of meeting; for the page, the lobby and the hub's desk alike."""

from collections.abc import Mapping

import msgspec

from sessions.course import Sort, sort_of
from sessions.preparation import Part, Preparation, is_past, preparation
from sessions.room import Institution, Room

SHORT: Mapping[Part, str] = {
    "wants": "what it wants",
    "context": "context",
    "priorities": "priorities",
    "strengths": "strengths",
    "focus": "focus",
}
IN_A_FOLLOW_UP: Mapping[Part, str] = {"context": "what has changed"}
HEADINGS: Mapping[Sort, str] = {
    "peer": "Prepare your hour",
    "visit": "Prepare the visit",
    "expert": "Prepare the review day",
    "internal": "Prepare the leadership review",
    "follow_up": "Prepare your part",
}
THE_SLOT: Mapping[Sort, str] = {
    "peer": "your hour",
    "visit": "the visit",
    "expert": "the review day",
    "internal": "the review",
    "follow_up": "your part of the meeting",
}
"""What the page calls the slot of whoever prepares it."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """How far one institution is, as a list shows it. `missing` and `rated` are words; `rated` may be empty."""

    slot: str
    institution: str
    name: str
    done: int
    of: int
    missing: str
    rated: str
    all_rated: bool


def row(room: Room, slot: str) -> Row:
    """One institution."""
    found, host = preparation(room, slot), room.institutions[room.slots[slot].host]
    rates = rates_beforehand(room)
    return Row(
        slot=slot, institution=host.id, name=host.name, done=len(found.done), of=len(found.asked),
        missing=", ".join(_short(room, part) for part in found.missing),
        rated=f"{found.rated} of {found.of} statements rated" if rates else "",
        all_rated=not rates or found.rated == found.of,
    )  # fmt: skip


def _short(room: Room, part: Part) -> str:
    return IN_A_FOLLOW_UP.get(part, SHORT[part]) if sort_of(room) == "follow_up" else SHORT[part]


def rows(room: Room) -> list[Row]:
    """Every institution that has something to prepare still, in today's order."""
    return [row(room, slot.id) for slot in room.order if not is_past(room, slot.id)]


def rates_beforehand(room: Room) -> bool:
    """Whether institutions rate themselves before they meet: alone they do so in the room, a follow-up rates only what
    has moved."""
    return sort_of(room) in ("peer", "visit", "expert")


def unprepared(room: Room) -> list[tuple[Institution, Preparation]]:
    """The institutions that have not prepared everything."""
    found = ((room.institutions[slot.host], preparation(room, slot.id)) for slot in room.order)
    return [(host, one) for host, one in found if one.missing]
