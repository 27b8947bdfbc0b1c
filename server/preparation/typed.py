"""What came from the form of a preparation: which fields were changed, and which of them somebody else has changed
meanwhile. Several people write at once, so every field brings along what it held when the page came (`NAME.was`)."""

import hashlib
from collections.abc import Mapping
from typing import Literal

import msgspec
from starlette.datastructures import FormData

from sessions.room import Entry, Room

TEXTS = ("wants", "context", "priorities")
ENTRY = "entry."  # before the id of a strength that is put right
NEW_STRENGTH = "strength.new"

Fate = Literal["same", "changed", "behind", "crossed"]
"""Of a field: nothing to do · to be kept · left alone here, and changed by somebody else · changed by both."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field as it came: what was typed, what it held when the page came (a digest), what stands in the room."""

    name: str
    typed: str
    was: str
    stands: str

    @property
    def fate(self) -> Fate:
        """What is to become of it."""
        if self.typed == self.stands:
            return "same"
        if digest(self.typed) == self.was:
            return "behind"
        return "changed" if digest(self.stands) == self.was else "crossed"


def digest(text: str) -> str:
    """What a field held, in short."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as the room would keep it: browsers send other line breaks, and space around it is left out."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def standing(room: Room, slot_id: str) -> Mapping[str, str]:
    """What stands in the room, by name of field: a list has one item on a line."""
    slot = room.slots[slot_id]
    strengths = {f"{ENTRY}{one.id}": one.text for one in strengths_of(room, slot_id)}
    return {
        "wants": slot.wants, "context": slot.context, "priorities": "\n".join(slot.priorities),
        "focus": "\n".join(slot.focus), **strengths,
    }  # fmt: skip


def strengths_of(room: Room, slot_id: str) -> list[Entry]:
    """The strengths that the host itself has named, in the order in which they came."""
    host = room.slots[slot_id].host
    found = (one for one in room.entries.values() if one.kind == "strength" and one.slot == slot_id)
    return sorted((one for one in found if one.institution == host and not one.withdrawn), key=lambda one: one.seq)


def fields_of(form: FormData, room: Room, slot_id: str) -> list[Field]:
    """Every field that came, beside what stands there. One without its `was` was not on the page."""
    found = []
    for name, stands in standing(room, slot_id).items():
        was = form.get(f"{name}.was")
        if was is not None:
            found.append(Field(name=name, typed=_typed(form, name, room, slot_id), was=str(was), stands=stands))
    return found


def _typed(form: FormData, name: str, room: Room, slot_id: str) -> str:
    if name == "focus":
        ticked = {str(one) for one in form.getlist("focus")}
        known = [line.id for line in room.framework_of(slot_id).statements]
        stands = room.slots[slot_id].focus
        in_order = [*stands, *(one for one in known if one not in stands)] if ticked == {*stands} else known
        return "\n".join([one for one in in_order if one in ticked] + sorted(ticked - {*known}))
    text = plain(str(form.get(name, "")))
    if name == "priorities":
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return text
