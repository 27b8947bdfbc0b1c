"""What the changes of a room share: a part put anew beside those that stay, and who wrote what."""

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from sessions import events as e
from sessions.growing import Growing
from sessions.room import Rating, Room

Value = TypeVar("Value")


def put(mapping: Mapping[str, Value], key: str, value: Value) -> Mapping[str, Value]:
    return {**mapping, key: value}


def add(mapping: Mapping[str, Value], key: str, value: Value) -> Mapping[str, Value]:
    """The same for what grows with the log, where a copy would cost ever more."""
    return Growing.of(mapping).put(key, value)


def change_slot(room: Room, slot: str, **change: Any) -> Room:
    return replace(room, slots=put(room.slots, slot, replace(room.slots[slot], **change)))


def change_person(room: Room, person: str, **change: Any) -> Room:
    return replace(room, people=put(room.people, person, replace(room.people[person], **change)))


def change_question(room: Room, question: str, **change: Any) -> Room:
    return replace(room, questions=add(room.questions, question, replace(room.questions[question], **change)))


def change_rating(room: Room, slot: str, statement: str, **change: Any) -> Room:
    ratings = room.ratings.get(slot, {})
    changed = replace(ratings.get(statement, Rating()), **change)
    return replace(room, ratings=put(room.ratings, slot, put(ratings, statement, changed)))


def put_right(room: Room, slot: str | None, by: str | None) -> Room:
    """Remember who changed the record after the meeting; a part that changes is not confirmed any more."""
    if slot is not None and room.slots[slot].confirmed_by:
        room = change_slot(room, slot, confirmed_by=None, confirmed_at=None)
    known = room.corrected.get(slot or "", ())
    if room.state != "closed" or by is None or by in known:
        return room
    return replace(room, corrected=put(room.corrected, slot or "", (*known, by)))


def author(event: e.Happened) -> str | None:
    return event.on_behalf_of or event.by


def typist(event: e.Happened) -> str | None:
    return event.by if event.on_behalf_of else None


def institution(room: Room, person: str | None) -> str | None:
    return room.people[person].institution if person and person in room.people else None
