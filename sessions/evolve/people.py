"""Who is in the room: invited, at the door, here, gone, missed. Nobody comes or goes once the meeting is over."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import change_person, change_slot, put
from sessions.room import Person, Room

OfPeople = (
    e.PersonInvited | e.PersonPlaced | e.JoinerKnocked | e.JoinerAdmitted | e.PersonJoined | e.PersonLeft
    | e.PersonRemoved | e.ApologyRecorded
)  # fmt: skip


def at_work(room: Room, event: e.Happened, at: datetime) -> Room:
    """Whoever does something in the open room is at the meeting, though they never came through the door: from the
    hub's desk, or on a page that was open since before the room was opened again."""
    person = room.people.get(event.by or "")
    if person is None or person.arrived_at is not None or person.role == "waiting":
        return room
    return change_person(room, person.id, arrived_at=at)


def evolve(room: Room, event: OfPeople, recorded: e.Recorded) -> Room:
    person = event.person
    match event:
        case e.PersonInvited():
            invited = Person(id=person, role=event.role, institution=event.institution, invited_after=room.ended)
            return replace(room, people=put(room.people, person, invited))
        case e.PersonPlaced():
            for slot in room.slots.values():
                if slot.presenter == person and slot.host != event.institution:
                    room = change_slot(room, slot.id, presenter=None)
            known = room.people[person]
            late = known.invited_after or (known.role == "waiting" and room.ended)  # let in as an observer
            return change_person(room, person, role=event.role, institution=event.institution, invited_after=late)
        case e.JoinerKnocked():
            return replace(
                room, people=put(room.people, person, Person(id=person, role="waiting", looks_on=event.looks_on))
            )
        case e.JoinerAdmitted():
            return change_person(room, person, role="member", institution=event.institution, invited_after=room.ended)
        case e.PersonJoined() | e.PersonLeft() if room.ended:  # older logs have these
            return room
        case e.PersonJoined():
            arrived = room.people[person].arrived_at or recorded.at
            return change_person(room, person, here=True, arrived_at=arrived, left_at=None, apology=False)
        case e.PersonLeft():
            return change_person(room, person, here=False, left_at=recorded.at)
        case e.PersonRemoved():
            late = room.state == "confirmed"
            return change_person(room, person, removed=True, here=False, removed_late=late)
        case e.ApologyRecorded():
            return change_person(room, person, apology=True)
        case _:  # pragma: no cover
            assert_never(event)
