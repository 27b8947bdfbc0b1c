"""Strengths, ideas, offers, notes and insights."""

from collections.abc import Mapping
from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import add, author, institution, put_right, typist
from sessions.room import Entry, EntryKind, Room

OfEntries = (
    e.StrengthNoted | e.IdeaTaken | e.OfferMade | e.NoteWritten | e.InsightNoted | e.EntryCorrected | e.EntryWithdrawn
)  # fmt: skip

ENTRY_KINDS: Mapping[type[e.Kept], EntryKind] = {
    e.StrengthNoted: "strength",
    e.IdeaTaken: "idea",
    e.OfferMade: "offer",
    e.NoteWritten: "note",
    e.InsightNoted: "insight",
}


def evolve(room: Room, event: OfEntries, recorded: e.Recorded) -> Room:
    match event:
        case e.EntryCorrected():
            changed = replace(room.entries[event.entry], text=event.text)
        case e.EntryWithdrawn():
            changed = replace(room.entries[event.entry], withdrawn=True)
        case e.StrengthNoted() | e.IdeaTaken() | e.OfferMade() | e.NoteWritten() | e.InsightNoted():
            by = author(event)
            changed = Entry(
                id=event.entry, seq=recorded.seq, kind=ENTRY_KINDS[type(event)], slot=event.slot, text=event.text,
                at=recorded.at, statement=event.statement, by=by, entered_by=typist(event),
                institution=institution(room, by), offer_type=getattr(event, "offer_type", None),
                themes=getattr(event, "themes", ()), late=event.late,
            )  # fmt: skip
        case _:  # pragma: no cover
            assert_never(event)
    room = replace(room, entries=add(room.entries, changed.id, changed))
    return put_right(room, changed.slot, event.by)
