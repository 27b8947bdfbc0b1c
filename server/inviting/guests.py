"""The people of a room as the pages of its invitation list them: how each gets in, and what became of the letter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from server.addresses import is_address
from server.days import day_words
from server.directory.letters import HAS_ONE, Way
from server.inviting.facts import Gathering, part_of
from server.inviting.letters import Guest
from server.tables import LetterRow, Person
from sessions.room import Room

ROLES = {"facilitator": "Facilitator", "co_facilitator": "Co-facilitator", "observer": "Observer"}
TONES = {"waiting": "note", "leaving": "note", "sent": "done", "failed": "stop", "doubtful": "now", "by_hand": "done"}
MARKS = {"waiting": "hourglass", "leaving": "hourglass", "sent": "mail", "failed": "alert", "doubtful": "warn",
         "by_hand": "hand"}  # fmt: skip


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What became of somebody's last letter, in words."""

    state: str
    words: str
    tone: str
    mark: str
    why: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a list. `address` is empty where no letter can be sent; `email` is what was typed.

    `has_letter` says whether a letter is on its way to them, has left, or was given by hand; `is_asked`, whether
    "everybody" means them: all but who leads the room, and those whose institution does not come.
    """

    id: str
    name: str
    about: str
    group: str
    email: str
    address: str
    role: str
    opened: str
    link: str
    post: Post | None
    has_letter: bool
    is_asked: bool


def guest_of(meeting: Gathering, room: Room, person: Person) -> Guest:
    """Whom a letter is for."""
    one = room.people[person.id]
    institution = room.institutions.get(one.institution or "")
    return Guest(
        person=person.id, name=person.name, email=person.email if is_address(person.email) else "",
        part=part_of(one, person.job_title, meeting.hour_of(one.institution)), institution=one.institution,
        institution_name=institution.name if institution else "",
    )  # fmt: skip


def listed(
    room: Room, people: Mapping[str, Person], ways: Mapping[str, Way], letters: Sequence[LetterRow], now: datetime
) -> list[Listed]:
    """Everybody who can have a link: facilitators, then institution by institution in today's order, then observers."""
    when = _When(room, now)
    last = {row.person: row for row in letters}
    have = {row.person for row in letters if row.state in HAS_ONE}
    there = [one for one in room.people.values() if one.role not in ("waiting", "screen") and not one.removed]
    order: dict[str | None, int] = {slot.host: place for place, slot in enumerate(room.order)}
    order[None] = -1
    there.sort(key=lambda one: (one.role == "observer", order.get(one.institution, len(order))))
    found = []
    for one in there:
        person = people.get(one.id)
        if person is None or not person.name:  # erased
            continue
        way, institution = ways.get(one.id, Way()), room.institutions.get(one.institution or "")
        taken = min((at for at in (way.seat_taken, one.arrived_at) if at), default=None)
        found.append(
            Listed(
                id=one.id, name=person.name, about=person.job_title or person.organisation,
                group=institution.name if institution else ROLES.get(one.role, ""),
                email=person.email, address=person.email if is_address(person.email) else "", role=one.role,
                opened=when(taken) if taken else "", link=when(way.link_made) if way.link_made else "",
                post=_post(last.get(one.id), when), has_letter=one.id in have,
                is_asked=one.role != "facilitator" and one.institution in order,
            )
        )  # fmt: skip
    return found


class _When:
    """Moments as the room's clocks showed them: "3 November, 14:05"."""

    def __init__(self, room: Room, now: datetime) -> None:
        self._zone = ZoneInfo(room.time_zone)
        self._today = now.astimezone(self._zone).date()

    def __call__(self, moment: datetime) -> str:
        there = moment.astimezone(self._zone)
        return f"{day_words(there.date(), self._today)}, {there:%H:%M}"


def _post(row: LetterRow | None, when: _When) -> Post | None:
    if row is None:
        return None
    at = when(row.ended_at or row.begun_at or row.asked_at)
    words = {
        "waiting": "Waiting to be sent", "leaving": "Being sent", "sent": f"Sent {at}", "failed": f"Not sent, {at}",
        "doubtful": f"Perhaps sent, {at}", "by_hand": f"By hand, {at}",
    }[row.state]  # fmt: skip
    return Post(state=row.state, words=words, tone=TONES[row.state], mark=MARKS[row.state], why=row.why)
