"""A room as the request that makes the same room again: institutions, people and format, and nothing said or rated."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from server.room_request import AskedFacilitator, AskedGuest, AskedInstitution, AskedPerson, MakeRoom
from server.tables import Person
from sessions.programme import Break
from sessions.room import Institution, Room


def copy_of(room: Room, people: Mapping[str, Person], title: str, start: datetime, run_by: Person | None) -> MakeRoom:
    """What makes the same room again. `people` by id; who was removed or erased stays away, and so does an institution
    that withdrew. `run_by` facilitates where nobody is left who did."""
    leads = [
        AskedFacilitator(name=who.name, email=who.email, job_title=who.job_title, organisation=who.organisation,
                         room_role="facilitator" if role == "facilitator" else "co_facilitator")
        for role, who in _in_roles(room, people, "facilitator", "co_facilitator")
    ]  # fmt: skip
    if run_by is not None and not any(one.room_role == "facilitator" for one in leads):
        leads.insert(0, AskedFacilitator(name=run_by.name, email=run_by.email))
    return MakeRoom(
        title=title, format=room.format, start=start, time_zone=room.time_zone, place=room.place, mode=room.mode,
        call_link=room.call_link, focus_themes=room.focus_themes, peer_views=room.peer_views, breaks=_breaks(room),
        step_minutes=room.step_minutes,
        institutions=tuple(_institution(room, room.institutions[slot.host], people) for slot in room.order),
        facilitators=tuple(leads),
        observers=tuple(
            AskedGuest(name=who.name, email=who.email, job_title=who.job_title, organisation=who.organisation)
            for _, who in _in_roles(room, people, "observer")
        ),
    )  # fmt: skip


def _in_roles(
    room: Room, people: Mapping[str, Person], *roles: str, of: str | None = None
) -> Iterator[tuple[str, Person]]:
    for one in room.people.values():
        row = people.get(one.id)
        if one.role in roles and one.institution == of and not one.removed and row is not None and row.name:
            yield one.role, row


def _institution(room: Room, one: Institution, people: Mapping[str, Person]) -> AskedInstitution:
    members = [who for _, who in _in_roles(room, people, "member", of=one.id)]
    slot = room.slots[one.slot]
    presenter = next((who.name for who in members if who.id == slot.presenter), None)
    return AskedInstitution(
        name=one.name, type=one.type, urn=one.urn, local_authority=one.local_authority, framework=one.framework,
        minutes=slot.promised, focus_statements=slot.focus, presenter=presenter,
        people=tuple(AskedPerson(name=who.name, email=who.email, job_title=who.job_title) for who in members),
    )  # fmt: skip


def _breaks(room: Room) -> tuple[Break, ...]:
    """The breaks as they were planned; where there was none, none is made."""
    found = []
    for number in range(1, len(room.order)):
        steps = [step for step in room.plan if step.section == f"break-{number}"]
        found.append(Break(number, sum(step.minutes for step in steps), next((one.note for one in steps), "")))
    return tuple(found)
