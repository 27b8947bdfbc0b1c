"""What a host has prepared of its slot, and what is still missing: derived from the room, kept nowhere."""

from typing import Literal, get_args

import msgspec

from sessions.course import sort_of
from sessions.room import Room

Part = Literal["wants", "context", "priorities", "strengths", "focus"]
PARTS: tuple[Part, ...] = get_args(Part)
OF_A_FOLLOW_UP: tuple[Part, ...] = ("wants", "context")  # its statements are those that an action was meant to move


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """A slot before its hour: the parts asked for in order, those that are there, and how many statements in focus
    have a self-rating, of how many."""

    slot: str
    asked: tuple[Part, ...]
    done: tuple[Part, ...]
    rated: int
    of: int

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not there yet."""
        return tuple(part for part in self.asked if part not in self.done)


def preparation(room: Room, slot_id: str) -> Preparation:
    """How far a host has come. A focus counts once somebody of the host, or for it, has chosen it."""
    slot = room.slots[slot_id]
    there = {
        "wants": bool(slot.wants),
        "context": bool(slot.context),
        "priorities": bool(slot.priorities),
        "strengths": any(
            one.kind == "strength" and one.slot == slot_id and one.institution == slot.host and not one.withdrawn
            for one in room.entries.values()
        ),
        "focus": slot.focus_chosen,
    }
    asked = OF_A_FOLLOW_UP if sort_of(room) == "follow_up" else PARTS
    rated = sum(room.rating(slot_id, one).self_rating is not None for one in slot.focus)
    done = tuple(part for part in asked if there[part])
    return Preparation(slot=slot_id, asked=asked, done=done, rated=rated, of=len(slot.focus))


def is_past(room: Room, slot_id: str) -> bool:
    """Whether there is nothing to prepare any more: the hour is over, or its institution has dropped out."""
    return room.slots[slot_id].withdrawn or room.is_over(slot_id)
