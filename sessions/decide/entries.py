"""Strengths, ideas, offers, notes and insights: kept at any time, put right or taken back by their author."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.refusals import AlreadyUsed, NotNow
from sessions.room import Actor, Entry, Room

_KEPT: Mapping[type[c.Asked], Callable[..., Any]] = {
    c.NoteStrength: e.StrengthNoted,
    c.TakeIdea: e.IdeaTaken,
    c.MakeOffer: e.OfferMade,
    c.WriteNote: e.NoteWritten,
    c.NoteInsight: e.InsightNoted,
}
_WHAT: Mapping[type[c.Asked], str] = {
    c.NoteStrength: "the strength",
    c.TakeIdea: "the idea",
    c.MakeOffer: "the offer",
    c.WriteNote: "the note",
    c.NoteInsight: "the insight",
}


def keep_entry(room: Room, _actor: Actor, command: c.Captured, _at: datetime) -> list[e.Event]:
    """Keep it, in the slot in which it was begun. Late is accepted and marked."""
    if command.entry in room.entries:
        raise AlreadyUsed("That has been kept already.")
    own: dict[str, Any] = {}
    if isinstance(command, c.MakeOffer):
        own["offer_type"] = command.offer_type
    if isinstance(command, c.NoteInsight):
        own["themes"] = command.themes
    kept: e.Event = _KEPT[type(command)](
        entry=command.entry, slot=command.slot, text=ground.words(command.text, _WHAT[type(command)]),
        statement=ground.statement(room, command.slot, command.statement),
        late=command.slot is not None and room.is_over(command.slot), **own,
    )  # fmt: skip
    return [kept]


def _standing(room: Room, entry: str) -> Entry:
    found = room.entries[entry]
    if found.withdrawn:
        raise NotNow("That entry was withdrawn.")
    return found


def correct_entry(room: Room, _actor: Actor, command: c.CorrectEntry, _at: datetime) -> list[e.Event]:
    """Other words for it."""
    entry = _standing(room, command.entry)
    return [e.EntryCorrected(entry=entry.id, text=ground.words(command.text, f"the {entry.kind}"))]


def withdraw_entry(room: Room, _actor: Actor, command: c.WithdrawEntry, _at: datetime) -> list[e.Event]:
    """Take it back."""
    return [e.EntryWithdrawn(entry=_standing(room, command.entry).id)]
