"""A room as the hub's list shows it: plain values for the template, from its row and the folded room."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from server.days import times, today_in
from server.hub.calls import lacks_people, lacks_ratings, overdue
from server.initials import initials
from server.preparation.words import unprepared
from server.tables import RoomRow
from sessions.room import Room

STATES: Mapping[str, tuple[str, str]] = {
    "prepared": ("Ready", "note"),
    "open": ("Live now", "now"),
    "closed": ("Minutes to confirm", "open"),
    "confirmed": ("Minutes confirmed", "done"),
}

NOT_HELD = ("Not held", "open")


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A room in a list. `todo`: whether it is done, the words, and where they lead (may be nowhere); `seats`: the
    letters of each institution."""

    id: str
    title: str
    code: str
    state: str
    chip: tuple[str, str]
    archived: bool
    day: str
    beside: str
    facts: str = ""
    names: str = ""
    seats: tuple[str, ...] = ()
    todo: tuple[tuple[bool, str, str], ...] = ()


def card(row: RoomRow, room: Room | None, now: datetime) -> Card:
    """What a list shows; of a room that cannot be folded here, what its row tells."""
    if room is None:
        at = row.starts_at
        return Card(id=row.id, title=row.title, code=row.code, state=row.state, chip=STATES[row.state],
                    archived=row.archived_at is not None, day=f"{at:%a} {at.day} {at:%B}", beside=f"{at:%Y}",
                    facts="This room was changed by a newer version of Review Rooms.")  # fmt: skip
    day, coming = room.day, room.state in ("prepared", "open")
    missed = room.state == "prepared" and day < today_in(room, now)
    meeting = [one.name for one in room.institutions.values() if not one.withdrawn]
    year = "" if coming and day.year == today_in(room, now).year else f"{day:%Y}"
    return Card(
        id=row.id, title=room.title, code=row.code, state=room.state,
        chip=NOT_HELD if missed else STATES[room.state],
        archived=row.archived_at is not None, day=f"{day:%a} {day.day} {day:%B}",
        beside=" ".join(part for part in (year, times(room) if coming else "") if part),
        facts=_facts(room, meeting), names=", ".join(meeting), seats=tuple(initials(meeting)),
        todo=() if missed else tuple(_before(row.id, room, meeting) if coming else _afterwards(room, now)),
    )  # fmt: skip


def _facts(room: Room, meeting: list[str]) -> str:
    institutions = "1 institution" if len(meeting) == 1 else f"{len(meeting)} institutions"
    return f"{institutions}, {'in person' if room.mode == 'in_person' else 'video link'}"


def _before(room_id: str, room: Room, meeting: list[str]) -> list[tuple[bool, str, str]]:
    unnamed, unrated = lacks_people(room), lacks_ratings(room)
    if room.state != "prepared":
        return []
    people = f"Nobody named for {len(unnamed)} of {len(meeting)}" if unnamed else "People named"
    ratings = f"{len(meeting) - len(unrated)} of {len(meeting)} have rated themselves"
    prepared = len(meeting) - len(unprepared(room))
    told = [(not unnamed, people, f"/rooms/{room_id}/links")]
    if len(meeting) > 1:
        told.append((not unrated, ratings, ""))
    return [*told, (prepared == len(meeting), _prepared(prepared, len(meeting)), f"/rooms/{room_id}/preparation")]


def _prepared(done: int, of: int) -> str:
    if of == 1:
        return "It is prepared" if done else "Not prepared yet"
    return f"{done} of {of} have prepared their hour"


def _afterwards(room: Room, now: datetime) -> list[tuple[bool, str, str]]:
    agreed = sum(one.status == "agreed" for one in room.actions.values())
    late = overdue(room, now)
    confirmed = sum(slot.confirmed_at is not None for slot in room.order)
    count = f"{agreed} {'action' if agreed == 1 else 'actions'} agreed" if agreed else "No action agreed"
    told = [(agreed > 0 and late == 0, f"{count}, {late} past due" if late else count, "")]
    if room.state == "closed":
        told.insert(0, (confirmed == len(room.order), f"Confirmed by {confirmed} of {len(room.order)}", ""))
    return told
