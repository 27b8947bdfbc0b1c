"""What every invitation says of a room: what it is, when, where, whose hour begins at what time, who invites."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from server.exports.wording import weekday
from server.people_file import markers_of
from server.people_file.roles import CAREERS_LEADER
from server.tables import Person
from sessions.room import Person as InRoom
from sessions.room import Room

Part = Literal["facilitator", "co_facilitator", "observer", "careers_leader", "senior_leader", "member"]


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """The slot of an institution as it is planned; `focus` are number and title of its statements."""

    institution: str
    name: str
    begins: str
    minutes: int
    focus: tuple[str, ...]
    presenter: str | None


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """A room as an invitation tells it. Times of day are those of the room's zone."""

    room: str
    title: str
    format: str
    purpose: str
    hub: str
    start: datetime
    end: datetime
    day: str
    times: str
    zone: str
    online: bool
    place: str
    call_link: str
    facilitator: str
    facilitator_email: str
    hours: tuple[Hour, ...]
    compares: bool = False  # colleagues of one institution among themselves

    def hour_of(self, institution: str | None) -> Hour | None:
        """The hour of an institution, where it has one."""
        return next((hour for hour in self.hours if hour.institution == institution), None)


def gathering(room_id: str, room: Room, people: Mapping[str, Person], hub: str = "") -> Gathering:
    """The room as it is now. `people` by id."""
    here = ZoneInfo(room.time_zone)
    begins: dict[str, datetime] = {}
    at = room.start
    for step in room.programme:
        begins.setdefault(step.slot or "", at)
        at += timedelta(seconds=step.minutes * room.time_scale)
    leads = [one.id for one in room.people.values() if one.role == "facilitator" and not one.removed]
    lead = people.get(leads[0]) if leads else None
    start, end = room.start.astimezone(here), at.astimezone(here)
    return Gathering(
        room=room_id, title=room.title, format=room.format_title, purpose=room.purpose, hub=room.hub or hub,
        start=room.start, end=at, day=weekday(start), times=f"{start:%H:%M} to {end:%H:%M}", zone=room.time_zone,
        online=room.mode == "online", place=room.place or "", call_link=web_address(room.call_link),
        facilitator=lead.name if lead else "", facilitator_email=lead.email if lead else "",
        hours=tuple(_hour(room, slot.id, f"{begins[slot.id].astimezone(here):%H:%M}") for slot in room.order),
        compares=room.compares,
    )  # fmt: skip


def _hour(room: Room, slot_id: str, begins: str) -> Hour:
    slot = room.slots[slot_id]
    lines = (room.framework_of(slot_id).statement(one) for one in slot.focus)
    return Hour(
        institution=slot.host, name=room.institutions[slot.host].name, begins=begins,
        minutes=sum(step.minutes for step in room.programme if step.slot == slot_id),
        focus=tuple(f"{line.id} {line.title}" for line in lines if line), presenter=slot.presenter,
    )  # fmt: skip


def part_of(who: InRoom, job_title: str, hour: Hour | None) -> Part:
    """What somebody is asked to do: by role, else as who presents, else by the job title."""
    match who.role:
        case "facilitator" | "co_facilitator" | "observer":
            return who.role
    if (hour and hour.presenter == who.id) or CAREERS_LEADER.search(job_title):
        return "careers_leader"
    return "senior_leader" if "senior_leader" in markers_of(job_title) else "member"


def web_address(link: str | None) -> str:
    """A link that a browser may open; anything else is left out."""
    link = (link or "").strip()
    return link if re.fullmatch(r"https?://[^\s<>\"]+", link, re.IGNORECASE) else ""
