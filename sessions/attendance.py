"""Who was at the meeting, counted while the room is open: before that one prepares, after it one reads."""

from datetime import datetime

from sessions import minutes
from sessions.names import Names, PersonName, name_of
from sessions.room import Person, Room


def attendance(room: Room, names: Names) -> tuple[minutes.Attendee, ...]:
    """Everybody who was there or was waited for: facilitators, members, observers."""
    order = {role: place for place, role in enumerate(("facilitator", "co_facilitator", "member", "observer"))}
    listed = []
    for person in sorted(room.people.values(), key=lambda one: order.get(one.role, 9)):
        if person.role not in ("facilitator", "co_facilitator", "member", "observer"):
            continue
        arrived, left = _there(room, person)
        waited_for = not person.invited_after and (person.removed_late or not person.removed)
        if not (arrived or waited_for):
            continue
        known = names.get(person.id, PersonName(""))
        institution = room.institutions[person.institution].name if person.institution else known.organisation
        status: minutes.Attended = "present" if arrived else "apology" if person.apology else "absent"
        listed.append(
            minutes.Attendee(
                name=name_of(names, person.id),
                role=person.role,
                status=status,
                job_title=known.job_title,
                institution=institution,
                arrived=arrived,
                left=left,
            )
        )
    return tuple(listed)


def was_there(room: Room, person: str) -> bool:
    """Whether somebody was at the meeting, as far as the log knows."""
    return _there(room, room.people[person])[0] is not None


def _there(room: Room, person: Person) -> tuple[datetime | None, datetime | None]:
    """From when to when somebody was there: never before the doors opened, when links are opened to prepare."""
    arrived, left, opened = person.arrived_at, person.left_at, room.opened_at
    if arrived is None or opened is None:
        return arrived, left
    return (None, None) if left and left < opened else (max(arrived, opened), left)
