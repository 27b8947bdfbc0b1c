"""What somebody's part in a room is, for the words that suit it: by role, by who presents, else by the job title."""

import re
from typing import Literal, get_args

from server.people_file.roles import CAREERS_LEADER, markers_of
from sessions.room import Person, Room

Part = Literal["facilitator", "careers_leader", "senior_leader", "sendco", "governor", "member", "observer"]
PARTS: tuple[Part, ...] = get_args(Part)

GOVERNOR = re.compile(r"\b(governors?|governing (body|board)|trustees?)\b", re.IGNORECASE)
SERVES_THEM = re.compile(r"\b(clerk|secretary|governance)\b", re.IGNORECASE)

CALLED: dict[Part, str] = {
    "facilitator": "facilitator", "careers_leader": "Careers Leader", "senior_leader": "senior leader",
    "sendco": "SENDCo", "governor": "governor", "member": "member", "observer": "observer",
}  # fmt: skip


def part_of(who: Person, job_title: str, *, presents: bool) -> Part:
    """The part of somebody in a room. Whoever presents the hour is its Careers Leader, whatever the title says."""
    if who.role in ("facilitator", "co_facilitator"):
        return "facilitator"
    if who.role == "observer":
        return "observer"
    if presents:
        return "careers_leader"
    if GOVERNOR.search(job_title) and not SERVES_THEM.search(job_title):
        return "governor"
    if CAREERS_LEADER.search(job_title):
        return "careers_leader"
    markers = markers_of(job_title)
    if "sendco" in markers:
        return "sendco"
    return "senior_leader" if "senior_leader" in markers else "member"


def presents(room: Room, person: str) -> bool:
    """Whether somebody presents the hour of an institution."""
    return any(slot.presenter == person for slot in room.slots.values())
