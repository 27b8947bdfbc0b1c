"""The removable words of a room: where they stand, and a room without some of them."""

from collections.abc import Mapping
from typing import Any, cast

from msgspec.structs import replace

from sessions import codec
from sessions import events as e
from sessions.access import first_seen, holder_of_event, slot_of_event
from sessions.evolve.ground import add, typist
from sessions.room import (
    REMOVED,
    Action,
    Agreed,
    Answer,
    ColleagueRating,
    Entry,
    NextMeeting,
    Position,
    Question,
    Rating,
    Reveal,
    Room,
    SelfRating,
    Slot,
    View,
    Words,
)

NO_WORDS = ("", REMOVED)


_WORDS_IN: Mapping[type, tuple[str, ...]] = {
    Room: (
        "slots",
        "ratings",
        "blind",
        "colleagues",
        "compared",
        "positions",
        "questions",
        "entries",
        "actions",
        "next_meeting",
    ),
    Slot: ("wants", "context", "priorities"),
    Rating: ("self_rating", "earlier", "revealed", "agreed"),
    SelfRating: ("evidence", "doubt"),
    Reveal: ("views",),
    e.RevealedView: ("reason",),
    Agreed: ("reason",),
    View: ("reason",),
    ColleagueRating: ("note",),
    e.Compared: ("ratings",),
    e.ComparedRating: ("note",),
    Position: ("evidence",),
    Question: ("text", "answers"),
    Answer: ("text",),
    Entry: ("text",),
    Action: ("text", "priority", "subject_to"),
    NextMeeting: ("purpose", "place"),
}
"""Where removable words stand in the state. Ids and titles that happen to be spelt alike are none of them."""


def noted(room: Room, recorded: e.Recorded) -> Mapping[str, Words]:
    """All removable words, with those of an event."""
    event = recorded.event
    slot, holder = slot_of_event(room, event), holder_of_event(room, event)
    removal = event if isinstance(event, e.TextRemoved) else None
    typed_by = removal.typist if removal else typist(event) if holder else None
    first = first_seen(removal) if removal else None
    texts = room.texts
    for field, text in codec.texts(recorded):
        if text not in NO_WORDS:
            texts = add(texts, f"{recorded.seq}/{field}", Words(text, slot, holder, typed_by, first))
    return texts


def removed(room: Room, event: e.TextRemoved) -> Room:
    """The room without the words that stood at one place, wherever else they stand as a text of their own."""
    place = f"{event.removed}/{event.field}"
    there = room.texts.get(place)
    room = replace(room, texts={where: words for where, words in room.texts.items() if where != place})
    return room if there is None else cast(Room, _without(room, there.text))


def _without(part: Any, words: str) -> Any:
    """The same state with these words gone wherever they stand as a text of their own."""
    if isinstance(part, str):
        return REMOVED if part == words else part
    if isinstance(part, Mapping):
        changed = {key: _without(value, words) for key, value in part.items()}
        return changed if any(changed[key] is not part[key] for key in part) else part
    if isinstance(part, tuple):
        items = [_without(item, words) for item in part]
        return tuple(items) if any(a is not b for a, b in zip(items, part, strict=True)) else part
    changes = {name: _without(getattr(part, name), words) for name in _WORDS_IN.get(type(part), ())}
    changes = {name: value for name, value in changes.items() if value is not getattr(part, name)}
    return replace(part, **changes) if changes else part
